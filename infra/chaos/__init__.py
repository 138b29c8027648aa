"""kill -9 under load: many people use the local cloud over HTTP while its process is killed again and again, and at the
end what was acknowledged, sent, shown and issued is compared with the log. `make chaos KILLS=50 SEED=1`."""
