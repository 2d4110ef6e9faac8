"""Names for made-up tables, columns, processes and connections: plain ones and those that trip a careless reader."""

from __future__ import annotations

from tests.generate.chance import Chance

PLAIN_TABLES = ("orders", "items", "customers", "invoices", "stock", "pages", "ledger", "rates", "shipments", "returns")
ODD_TABLES = (
    "OrderItems",
    "Order__Lines",
    "user-events",
    "Клиенты",
    "2024_sales",
    "order items",
    "v_totals",
    "on",
    "no",
    "123",
)
SCHEMAS = ("public", "sales", "dbo", "core", "site", "erp")
COLUMNS = (
    "id",
    "order_id",
    "sku",
    "region",
    "updated_at",
    "business_date",
    "amount",
    "customer_id",
    "day",
    "event_time",
)
TEAMS = ("shop-team", "sales", "logistics", "data platform", "команда ДВХ")


def table(chance: Chance, *, plain: bool = False) -> str:
    """A table name; `plain` ones suit every engine."""
    return chance.one(PLAIN_TABLES) if plain or chance.maybe(0.8) else chance.one(ODD_TABLES)


def schema(chance: Chance) -> str:
    """A schema name."""
    return chance.one(SCHEMAS)


def column(chance: Chance) -> str:
    """A column name."""
    return chance.one(COLUMNS)


def key(chance: Chance) -> str | list[str]:
    """A unique key in one of its shapes."""
    if chance.maybe(0.4):
        return column(chance)
    return chance.some(COLUMNS, 1, 3)


def connection(chance: Chance) -> str:
    """The name of a connection."""
    return chance.one(("shop_pg", "dwh", "olap", "erp", "bq_main", "core.replica", "kafka-main"))


def title(chance: Chance) -> str:
    """A human sentence, sometimes with what YAML or templates could take for their own."""
    return chance.one(
        (
            "Orders of the web shop",
            "Заказы интернет-магазина: ежедневная загрузка",
            "Loads at 12:30 # every day",
            "two\nlines",
            "first line\nsecond line\n",
            "100% of rows, 'as is'",
            "emoji 😀 and tab\tinside",
            "yes",
            "trailing space ",
        )
    )
