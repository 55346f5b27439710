#!/usr/bin/env bash
# A process in BPMN with a timer that bills on the first of each month: timeCycle R4/2027-01-01T09:00:00Z/P1M. The clock
# is moved to ten o'clock on the first of January, February, March and April, and the bills are counted.
#
# Guess: P1M is a month of the calendar, whatever its length (ISO 8601), so there are 1, 2, 3 and 4 bills.
# What happens: SpiffWorkflow turns P1M into seconds once, by the length of the month it begins in, and adds these each
# time. The bill of March comes on the 4th, and so does the one of April: monthly means every 31 days, or every 28 for
# a cycle that begins in February. The first two bills are right, so a test of those is green. The library by which
# bpmn-engine, for Node.js, reads cycles goes by the calendar.
# Tools: PyPI SpiffWorkflow 3.2.0 with freezegun 1.5.5 (Python 3.11), npm @0dep/piso (of bpmn-engine) 3.1.0 (Node 20).
# Output seen: SpiffWorkflow 1 bill, next 2027-02-01; 2, 2027-03-04; 2, 2027-03-04; 3, 2027-04-04; piso 2027-02-01
# 2027-03-01 2027-04-01.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check \
  SpiffWorkflow==3.2.0 freezegun==1.5.5 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund @0dep/piso@3.1.0 >/dev/null
cat >billing.bpmn <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="all" targetNamespace="http://example.com/">
  <process id="billing" isExecutable="true">
    <startEvent id="start" />
    <sequenceFlow id="to_due" sourceRef="start" targetRef="due" />
    <intermediateCatchEvent id="due">
      <timerEventDefinition><timeCycle>"R4/2027-01-01T09:00:00Z/P1M"</timeCycle></timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="to_bill" sourceRef="due" targetRef="bill" />
    <scriptTask id="bill"><script>billed = True</script></scriptTask>
    <sequenceFlow id="to_end" sourceRef="bill" targetRef="end" />
    <endEvent id="end" />
  </process>
</definitions>
XML
cat >show.py <<'PYTHON'
from freezegun import freeze_time
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.util.task import TaskState

parser = BpmnParser()
parser.add_bpmn_file("billing.bpmn")
with freeze_time("2026-12-31T12:00:00Z"):
    workflow = BpmnWorkflow(parser.get_spec("billing"))
    workflow.do_engine_steps()
for month in range(1, 5):
    with freeze_time(f"2027-0{month}-01T10:00:00Z"):
        for _ in range(2):
            workflow.refresh_waiting_tasks()
            workflow.do_engine_steps()
        bills = sum(task.state == TaskState.COMPLETED for task in workflow.get_tasks(spec_name="bill"))
        print(bills, *(event.value[:10] for event in workflow.waiting_events()))
PYTHON
cat >show.js <<'JS'
const { parseInterval } = require("@0dep/piso");
const next = (at) => parseInterval("R4/2027-01-01T09:00:00Z/P1M").getExpireAt(new Date(at)).toISOString().slice(0, 10);
console.log("piso", ...["2027-01-01T10:00:00Z", "2027-02-01T10:00:00Z", "2027-03-01T10:00:00Z"].map(next));
JS
seen=$(timeout 60 venv/bin/python show.py; timeout 60 node show.js)
wanted=$'1 2027-02-01\n2 2027-03-04\n2 2027-03-04\n3 2027-04-04\npiso 2027-02-01 2027-03-01 2027-04-01'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a monthly cycle of SpiffWorkflow that begins in January runs every 31 days."
