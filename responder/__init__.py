"""Responder: SMS keyword responder and consent manager. Start at `responder/flows/__init__.py`.

Whatever of it runs reads time zones from the pinned `tzdata` package, never from the machine, whose copy may
be older than the clocks of Vancouver, Edmonton and Winnipeg (TZ-05).
"""

from zoneinfo import reset_tzpath

reset_tzpath(to=())
