#!/usr/bin/env bash
# A search in Lucene's query language for an event at a time, at:2026-11-28T10\:00\:00Z, and for an article, sku:AB\-7.
# The backslash is there because : and - have a meaning of their own. luqum turns both into queries for Elasticsearch.
#
# Guess: the value is looked for without the backslash: Lucene's page on its syntax, "escaping special characters", has
# the backslash before such a character so that the character itself is searched.
# What happens: luqum reads the backslash as such and leaves it in the query, AB\\-7 in JSON. A field that is not
# analyzed, a keyword or a date, has no such value, so nothing is found; one that is analyzed drops it, so a test with a
# text is green. In quotes, sku:"AB-7", the value is right. The tree of luqum has the right value as well, in
# unescaped_value, which the builder does not ask for.
# Tool: PyPI luqum 1.0.0, Python 3.11.
# Output seen: 2026-11-28T10\:00\:00Z, 2026-11-28T10:00:00Z by quotes; AB\-7, AB-7 by quotes; unescaped_value AB-7.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check luqum==1.0.0 2>/dev/null
cat >show.py <<'PYTHON'
from luqum.elasticsearch import ElasticsearchQueryBuilder, SchemaAnalyzer
from luqum.parser import parser

fields = {"at": {"type": "date"}, "sku": {"type": "keyword"}}
schema = SchemaAnalyzer({"mappings": {"properties": fields}, "settings": {}})
build = ElasticsearchQueryBuilder(**schema.query_builder_options())
for search in (r"at:2026-11-28T10\:00\:00Z", 'at:"2026-11-28T10:00:00Z"', r"sku:AB\-7", 'sku:"AB-7"'):
    [term] = build(parser.parse(search))["term"].values()
    print(term["value"])
print(parser.parse(r"sku:AB\-7").expr.unescaped_value)
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
2026-11-28T10\:00\:00Z
2026-11-28T10:00:00Z
AB\-7
AB-7
AB-7
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: luqum leaves the backslash of an escaped character in its query for Elasticsearch."
