SHELL := /bin/bash
PORT ?= 8000
DATA_DIR ?= .local
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PORT DATA_DIR

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(VENV)/.ready: requirements.txt $(wildcard infra/requirements-*.txt)
	@echo "setting up $(VENV) (once; a minute or two)"
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r infra/requirements-dev.txt
	@touch $@

.PHONY: setup
setup: $(VENV)/.ready ## make the virtual environment

.PHONY: run
run: setup ## start everything locally: PORT (8000), DATA_DIR (.local), CITY_DIR (the sample city)
	@$(BIN)/python -m infra.local

.PHONY: check
check: setup ## lint, types, layers, known weaknesses
	@$(MAKE) --no-print-directory -j 2 --output-sync=target types lint layers audit

.PHONY: lint types layers audit
lint:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
types:
	@$(BIN)/mypy
layers:
	@$(BIN)/lint-imports
audit:
	@$(BIN)/python -m infra.audit

.PHONY: browser
browser: setup ## find a Chromium for the browser tests, or try to get one
	@$(BIN)/python -m infra.browser

.PHONY: test
test: check browser ## every test
	@# with byte code kept, whatever the shell says: the tests start dozens of processes of the project
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n 3 --dist worksteal

.PHONY: thorough
thorough: setup ## the tests of random input at full size: EFFORT (1), LAW_STEPS (20000, for the law through the store)
	@EFFORT=$${EFFORT:-1} LAW_STEPS=$${LAW_STEPS:-20000} $(BIN)/python -m pytest -q -n 2 --dist worksteal -m thorough

.PHONY: matrix
matrix: setup ## every route as every role, on their own things and on others', against the table of tests/handlers/route_table.py
	@EFFORT=1 $(BIN)/python -m pytest -q -s -n 0 tests/handlers/test_role_matrix.py

.PHONY: schemathesis
schemathesis: setup ## the API against its own description, as every role in turn: EXAMPLES (10000), SEED (1)
	@EXAMPLES=$${EXAMPLES:-10000} $(BIN)/python -m pytest -q -s -n 0 tests/handlers/test_schemathesis.py

.PHONY: fuzz
fuzz: setup ## signed links, sessions and webhooks, changed in every way: none is let in: MUTATIONS (20000 of each), SEED (1)
	@MUTATIONS=$${MUTATIONS:-20000} $(BIN)/python -m pytest -q -s -n 0 tests/handlers/test_forgery.py

.PHONY: screenshots
screenshots: setup browser ## the main pages as pictures in docs/, taken by the browser journeys
	@$(BIN)/python -m infra.screenshots

.PHONY: chaos
chaos: setup ## kill -9 the local cloud under load and prove that nothing was lost: KILLS (50), SEED (1)
	@$(BIN)/python -m infra.chaos

.PHONY: simulate
simulate: setup ## a month of one bureau, metered: CASES (5008), SEASON (ordinary, peak), SCALE (1), SEED (1), KILLS (2)
	@# with byte code kept, as for the tests: the city is started anew after each kill, in five processes
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m infra.simulate

.PHONY: burst
burst: setup ## decisions ten times as dense as fourteen bureaux' busiest hour: nothing lost, p95 within twice the quiet one: QUIET (100), RATE (2), SECONDS (50), SEED (1)
	@$(BIN)/python -m infra.simulate.burst

.PHONY: cost
cost: setup ## what the simulated month costs, by the case and by the month: FILE (.local/simulate.json), CHART (.local/cost.svg; CHART=docs/cost.svg for the README)
	@$(BIN)/python -m infra.cost

.PHONY: faults
faults: setup ## kill, throttle and lose every outside call of the functions and recount the SMS: NOTICES (10000), SEED (1)
	@$(BIN)/python -m infra.faults

.PHONY: faults-guards
faults-guards: setup ## take away each guard in turn and see that the fault harness notices: SAMPLE (0: all), NOTICES (200), SEED (1)
	@$(BIN)/python -m infra.faults.guards

.PHONY: demo
demo: setup ## three cases from application to the parcel, with timelines and every SMS; on `make run`'s city or its own
	@$(BIN)/python -m infra.demo

.PHONY: rebuild
rebuild: setup ## replay the log into new, empty views and prove that they are equal
	@$(BIN)/python -m infra.rebuild

.PHONY: recount
recount: setup ## count the whole log anew and compare rows and tallies of the statistics; REPAIR=1 puts them right: STAGE=prod (the local stage)
	@$(BIN)/python -m infra.recount

.PHONY: exchange
exchange: setup ## the process records of a day for a receiver, as JSON and CSV: RECEIVER=province DAY=2026-11-26 DIR=out [UNIT=] [STAGE=]
	@$(BIN)/python -m infra.exchange

.PHONY: redrive
redrive: setup ## what failed for good: what, why, since when; REPLAY=1 has it done again: STAGE=prod (the local stage)
	@$(BIN)/python -m infra.redrive

.PHONY: person
person: setup ## what is kept of one person, told or erased on request: ASK=export|erase PHONE=199... [YES=1] [STAGE=prod]
	@$(BIN)/python -m infra.person

.PHONY: calendar
calendar: setup ## how long the holidays and service hours on file last, and how to renew them
	@$(BIN)/python -m infra.calendar_end

.PHONY: calendar-change
calendar-change: setup ## which due dates a changed or new year moves: FILE=chalicelib/city/calendar/2027.json
	@$(BIN)/python -m infra.calendar_change

.PHONY: sample-catalogue
sample-catalogue: setup ## write the sample city's made items and staff anew from the tables of infra/sample_catalogue
	@$(BIN)/python -m infra.sample_catalogue

.PHONY: pinyin
pinyin: setup ## renew how the catalogue's characters are read, for the search: CITY_DIR
	@$(BIN)/python -m infra.pinyin

.PHONY: verify-receipt
verify-receipt: ## check an applicant's receipt of a case, without anything of ours: FILE=receipt.json [PDF=certificate.pdf]
	@python3 infra/verify_receipt.py "$(FILE)" $(if $(PDF),"$(PDF)")

.PHONY: search-check
search-check: setup ## how well and how fast the search finds what people type: misses, share of first three hits, ms a query
	@$(BIN)/python -m infra.search_check

.PHONY: catalogue-publish
catalogue-publish: setup ## publish items: FILE= (JSON, folder, CSV, XLSX) REASON= BASIS= [DRY=1], or go back: ROLLBACK=<digest>
	@$(BIN)/python -m infra.catalogue_publish

.PHONY: catalogue-export
catalogue-export: setup ## the items in force as a file that can be published again: FILE=catalogue.xlsx (or csv, json) [UNIT=]
	@$(BIN)/python -m infra.catalogue_export

.PHONY: city-check
city-check: setup ## whether a city's folder could be published: DIR=path/to/city
	@$(BIN)/python -m infra.city_check

.PHONY: package
package: setup ## one template and the zips that deploy, in .build/package
	@$(BIN)/python -m infra.package

.PHONY: deploy
deploy: setup ## deploy a stage: STAGE=prod [SITE_ORIGIN=https://host CERTIFICATE_ARN=... ALARM_EMAIL=...] [EDGE_CERTIFICATE_ARN=... EDGE_ONLY=yes NEW_ORIGIN_KEY=1] [YES=1]
	@$(BIN)/python -m infra.deploy

.PHONY: rollback
rollback: setup ## what was deployed before, or put it in force again: STAGE=prod [TO=<digest>]
	@$(BIN)/python -m infra.rollback

.PHONY: drill
drill: setup ## restore the tables of truth to one instant as copies, rebuild the views, prove equality: STAGE=prod [REMOVE=1]
	@$(BIN)/python -m infra.drill

.PHONY: drill-remove
drill-remove: setup ## take away the copies that drills have left: STAGE=prod
	@$(BIN)/python -m infra.drill.clear

.PHONY: record-calls
record-calls: setup ## write down anew which AWS calls each function makes in the tests: TESTS= ANEW=1
	@$(BIN)/python -m infra.recorded_calls

.PHONY: signing
signing: setup ## the certificate of the key that signs certificates: ASK=request|test|show or FILE=chain.pem [STAGE=prod]
	@$(BIN)/python -m infra.signing

.PHONY: invoke
invoke: setup ## one sample event to its handler: EVENT=events/http-get.json
	@$(BIN)/python -m infra.invoke

.PHONY: mutate
mutate: setup ## take away each row of the law in turn and see that a test misses it: SAMPLE (0: all), SEED (1)
	@$(BIN)/python -m infra.mutate

.PHONY: bench
bench: setup ## measure everything that has a budget: a table and bench.json; ONLY=cold_start,flow for some of it
	@$(BIN)/python -m infra.bench
