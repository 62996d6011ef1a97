"""The staff console: pages for people, every one of them a translation to a story in `flows/desk`.

app            the Flask application: security headers, sign-in by default, errors that say what was kept
session        sign in and out, sessions that can be revoked, the staff member's language
desk           what every page needs: who is signed in, times and words as people read them
opaque         conversation ids that do not show the number
thread, people what a conversation and a customer look like, as plain values for the templates
live           304 when nothing changed
pages/         one file a tab
unsubscribe    the dialog that every place opens, and what its form does
"""
