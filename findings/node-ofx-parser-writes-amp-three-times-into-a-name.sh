#!/usr/bin/env bash
# A bank's statement in OFX 1 (SGML) with a payee whose name has an ampersand, written as OFX wants it: AT&amp;T.
#
# Guess: the name is AT&T, or at worst AT&amp;T as it stands in the file.
# What happens: node-ofx-parser puts "&amp;amp;" in the place of each ampersand before it parses, and does not turn any
# of them back: AT&amp;amp;amp;T. A rule or a search for AT&T does not find it, nor one for what stands in the file. The
# sign < of the memo, &lt; in the file, has the same. No error. ofx-js, and ofxtools and ofxparse of Python, read AT&T.
# Tools: npm node-ofx-parser 0.5.1 and ofx-js 1.1.1, Node 20; PyPI's ofxtools 1.1.1 and ofxparse 0.21, Python 3.11.
# Output seen: node-ofx-parser AT&amp;amp;amp;T and R&amp;amp;amp;D &amp;amp;lt; 5, the others AT&T and R&D < 5.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  node-ofx-parser@0.5.1 ofx-js@1.1.1 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check ofxtools==1.1.1 \
  ofxparse==0.21 beautifulsoup4==4.14.3 lxml==6.0.2 six==1.17.0 2>/dev/null
cat >statement.ofx <<'OFX'
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260105120000<LANGUAGE>ENG
</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>
<CURDEF>USD<BANKACCTFROM><BANKID>0021<ACCTID>4711<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260101<DTEND>20260131
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260105<TRNAMT>-19.99<FITID>1<NAME>AT&amp;T<MEMO>R&amp;D &lt; 5</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>500.00<DTASOF>20260131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
OFX
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import nodeOfxParser from "node-ofx-parser";
import { parse } from "ofx-js";
const text = readFileSync("statement.ofx", "utf8");
const show = (name, { OFX }) => {
  const { NAME, MEMO } = OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN;
  console.log(name, "|", NAME, "|", MEMO);
};
show("node-ofx-parser", nodeOfxParser.parse(text));
show("ofx-js", await parse(text));
JS
cat >show.py <<'PYTHON'
from ofxparse import OfxParser
from ofxtools.Parser import OFXTree

tree = OFXTree()
with open("statement.ofx", "rb") as file:
    tree.parse(file)
    first = tree.convert().statements[0].transactions[0]
with open("statement.ofx", "rb") as file:
    second = OfxParser.parse(file).account.statement.transactions[0]
print("ofxtools", "|", first.name, "|", first.memo)
print("ofxparse", "|", second.payee, "|", second.memo)
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python -W ignore show.py)
wanted=$(cat <<'LINES'
node-ofx-parser | AT&amp;amp;amp;T | R&amp;amp;amp;D &amp;amp;lt; 5
ofx-js | AT&T | R&D < 5
ofxtools | AT&T | R&D < 5
ofxparse | AT&T | R&D < 5
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: node-ofx-parser reads AT&T with amp in it three times."
