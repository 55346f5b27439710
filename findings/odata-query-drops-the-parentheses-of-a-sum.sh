#!/usr/bin/env bash
# A filter in OData over orders in SQLite: the price and the shipping of each of 2 items are above 50, (price add
# shipping) mul 2 gt 50; and a chain of deductions, total sub (rebate sub fee) gt 95.
#
# Guess: the SQL has the parentheses: OData has the grouping operator ( ), and add binds less than mul in both
# languages. The library keeps those of "or" and "and".
# What happens: odata-query drops them where it writes SQL itself: "price" + "shipping" * 2, "total" - "rebate" - "fee".
# Its parser knows better: through SQLAlchemy, the other way out of the same package, the same filters are right. No
# error, and an order that should be found is not. Where the order of the operations is the usual one, all is well.
# Tools: PyPI odata-query 0.10.0 and SQLAlchemy 2.1.9, Python 3.11 with its SQLite.
# Output seen, of an order with price 20, shipping 8, total 100, rebate 5, fee 3, by the two filters, and by price add
# shipping mul 2 gt 30: SQL not found, not found, found; SQLAlchemy found, found, found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check odata-query==0.10.0 sqlalchemy==2.1.9 2>/dev/null
cat >show.py <<'PYTHON'
from odata_query.grammar import ODataLexer, ODataParser
from odata_query.sql import AstToSqliteSqlVisitor
from odata_query.sqlalchemy import apply_odata_query
from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

FILTERS = (
    "(price add shipping) mul 2 gt 50",
    "total sub (rebate sub fee) gt 95",
    "price add shipping mul 2 gt 30",
)


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[int]
    shipping: Mapped[int]
    total: Mapped[int]
    rebate: Mapped[int]
    fee: Mapped[int]


def found(rows):
    return "found" if rows.all() else "missed"


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.execute(insert(Order).values(id=1, price=20, shipping=8, total=100, rebate=5, fee=3))
    for rule in FILTERS:
        where = AstToSqliteSqlVisitor().visit(ODataParser().parse(ODataLexer().tokenize(rule)))
        own = session.execute(text(f"SELECT id FROM orders WHERE {where}"))
        other = session.execute(apply_odata_query(select(Order), rule))
        print(where, found(own), found(other))
PYTHON
seen=$(timeout 60 venv/bin/python show.py 2>/dev/null)
wanted=$(cat <<'LINES'
"price" + "shipping" * 2 > 50 missed found
"total" - "rebate" - "fee" > 95 missed found
"price" + "shipping" * 2 > 30 found found
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: odata-query writes SQL without the parentheses of a sum."
