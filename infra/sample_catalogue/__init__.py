"""The sample city's other items: plausible, marked 示例, made from tables by a seed. `make sample-catalogue` writes
them to the city's folder, a file for each unit; `items.tsv` says which there are."""
