"""Pictures of the import: a list as a shop's spreadsheet holds it, looked at and taken over."""

from collections.abc import Callable

from playwright.sync_api import FilePayload, Page

LIST = """name,phone,language,postal_code,opted_out,basis,basis_date,evidence,sms consent
Alice Roy,(416) 555-0101,en,M5V 2T6,,,,,yes
Noémie Fortin,450-555-0165,fr,J4K 1A1,,purchase,2026-10-30,Invoice 1207,yes
Marc Bélanger,514 555 0166,fr,,yes,,,,no
Walk-in,,,,,,,,
Old list,555-01,,,,,,,yes
Ann Gagnon,418-555-0112,,,,,,,
"""


def _looked_at(page: Page) -> None:
    page.goto("/customers/import")
    content: FilePayload = {"name": "customers.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    page.get_by_label("The list").set_input_files(content)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("table").wait_for()


def _subscriptions(page: Page) -> None:
    page.goto("/customers?q=alice")
    page.get_by_role("link", name="Alice Roy").click()
    page.locator("#subscriptions").scroll_into_view_if_needed()


CUSTOMER_SCENES: dict[str, Callable[[Page], None]] = {
    "subscriptions": _subscriptions,
    "import": lambda page: page.goto("/customers/import") and None,
    "import-preview": _looked_at,
}
