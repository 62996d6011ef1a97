"""The staff's pages over HTTP: only admins, every act audited, and an admin is always left."""

import re
from threading import Thread

import pytest

from responder.domain.staff.accounts import Role
from responder.domain.staff.staffing import LastAdmin
from responder.flows.staff import staff_accounts
from responder.flows.staff.accounts import known
from tests.web.test_console import PASSWORD, acts, posts, sign_in

DEEDS = ("role", "deactivate", "activate", "sessions", "password", "second-factor")


@pytest.fixture
def robin(browser):
    sign_in(browser, "robin")
    return browser


def shown_password(page: str) -> str:
    return re.findall(r'class="secret">([\w-]{16})<', page)[0]


def test_an_account_is_added_with_a_password_that_is_shown_once_and_works(app, robin, flask):
    form = {"name": "Luc Gagné", "login": "Luc", "role": "support", "language": "fr"}
    page = posts(robin, "/settings/staff", **form).text
    member = app.console.accounts.by_login("luc")
    assert (member.name, member.role, member.language) == ("Luc Gagné", Role.SUPPORT, "fr")
    password = shown_password(page)
    assert password not in robin.get(f"/settings/staff/{member.id}").text
    other = flask.test_client()
    assert sign_in(other, "luc", password).location == "/conversations"
    assert ("Robin", "account added") in acts(app)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "Luc", "login": "dana", "role": "agent"}, "There is an account with the login"),
        ({"name": "", "login": "luc", "role": "agent"}, "needs a name"),
        ({"name": "Luc", "login": "é", "role": "agent"}, "A login is"),
        ({"name": "Luc", "login": "luc", "role": "owner"}, "Choose one of the roles."),
    ],
)
def test_an_account_that_cannot_be_made_says_why_and_keeps_what_was_typed(app, robin, form, said):
    answer = posts(robin, "/settings/staff", **form)
    assert answer.status_code == 422 and said in answer.text
    assert f'value="{form["login"]}"' in answer.text and len(app.console.accounts.everybody()) == 3


def test_a_role_holds_from_the_next_request_on(app, robin, flask):
    dana = flask.test_client()
    sign_in(dana)
    assert dana.get("/customers/new").status_code == 200
    posts(robin, "/settings/staff/id-dana/role", role="support")
    assert dana.get("/customers/new").status_code == 403
    assert ("Robin", "role changed") in acts(app)


def test_who_is_deactivated_is_out_at_once_and_comes_back_without_a_session(app, robin, flask):
    dana = flask.test_client()
    sign_in(dana)
    posts(robin, "/settings/staff/id-dana/deactivate")
    assert dana.get("/customers").status_code == 302
    assert "Login or password are wrong." in sign_in(dana).text
    posts(robin, "/settings/staff/id-dana/activate")
    assert dana.get("/customers").status_code == 302 and sign_in(dana).status_code == 302
    assert [act for _, act in acts(app)][1:] == [
        "account enabled",
        "account disabled",
        "signed in",
        "signed in",
    ]


def test_sessions_end_and_the_account_stays(app, robin, flask):
    first, second = flask.test_client(), flask.test_client()
    sign_in(first)
    sign_in(second)
    posts(robin, "/settings/staff/id-dana/sessions")
    assert "2 sessions ended." in robin.get("/settings/staff/id-dana").text
    assert (first.get("/customers").status_code, second.get("/customers").status_code) == (302, 302)
    assert sign_in(first).location == "/conversations"


def test_a_new_password_ends_the_old_one_and_its_sessions(app, robin, flask):
    dana = flask.test_client()
    sign_in(dana)
    password = shown_password(posts(robin, "/settings/staff/id-dana/password").text)
    assert dana.get("/customers").status_code == 302
    assert known(app.console.desk, "dana", PASSWORD) is None
    assert known(app.console.desk, "dana", password)
    assert password not in str([entry for entry in app.console.audit.newest(20)])


def test_ones_own_password_is_changed_with_the_old_one_and_other_browsers_are_out(app, browser, flask):
    other = flask.test_client()
    sign_in(other)
    sign_in(browser)
    assert posts(browser, "/account/password", old="wrong", new="a summer tire in may").status_code == 400
    assert "at least 10" in posts(browser, "/account/password", old=PASSWORD, new="short").text
    assert posts(browser, "/account/password", old=PASSWORD, new="a summer tire in may").status_code == 302
    assert (browser.get("/customers").status_code, other.get("/customers").status_code) == (200, 302)
    assert known(app.console.desk, "dana", "a summer tire in may")


@pytest.mark.parametrize("login", ["dana", "sam"])
def test_only_an_admin_opens_these_pages_and_posts_to_them(app, browser, login):
    before = app.console.accounts.everybody()
    sign_in(browser, login)
    for path in ("/settings", "/settings/templates", "/settings/staff", "/settings/staff/id-sam"):
        assert browser.get(path).status_code == 403
    for deed in DEEDS:
        assert posts(browser, f"/settings/staff/id-sam/{deed}", role="admin").status_code == 403
    assert posts(browser, "/settings/staff", name="x", login="xx", role="admin").status_code == 403
    assert app.console.accounts.everybody() == before
    assert acts(app)[0] == (login.title(), "refused")


def test_an_admin_always_stays(app, robin):
    answer = posts(robin, "/settings/staff/id-robin/role", role="agent")
    assert answer.status_code == 422 and "One admin must stay" in answer.text
    answer = posts(robin, "/settings/staff/id-robin/deactivate")
    assert answer.status_code == 422 and "Nobody deactivates their own account" in answer.text
    assert app.console.accounts.get("id-robin").role is Role.ADMIN


def test_two_admins_who_demote_each_other_at_once_leave_one(app):
    desk = app.console.desk
    for _ in range(10):
        robin = staff_accounts.set_role(desk, app.console.accounts.get("id-robin"), "id-dana", Role.ADMIN)
        dana, robin = robin, app.console.accounts.get("id-robin")
        refused: list[BaseException] = []

        def demote(admin, other, refused=refused):
            try:
                staff_accounts.set_role(desk, admin, other.id, Role.AGENT)
            except LastAdmin as error:
                refused.append(error)

        threads = [Thread(target=demote, args=pair) for pair in ((robin, dana), (dana, robin))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        admins = [each.id for each in app.console.accounts.everybody() if each.role is Role.ADMIN]
        assert (len(admins), len(refused)) == (1, 1)
        app.console.accounts.change(
            "id-robin", lambda _, found: type(found)(**{**_plain(found), "role": Role.ADMIN})
        )


def _plain(member):
    return {name: getattr(member, name) for name in member.__slots__}


def test_a_deed_that_does_not_exist_and_an_account_that_does_not(robin):
    assert posts(robin, "/settings/staff/id-dana/promote").status_code == 404
    assert posts(robin, "/settings/staff/nobody/role", role="agent").status_code == 404
    assert robin.get("/settings/staff/nobody").status_code == 404
