"""What Responder does, one story a file. Read this first; entry points only translate and call one of these.

receive      a customer's text arrives: understand, decide, commit, have it answered
deliver      due messages leave: gate, text, rate, claim, send, settle; and what the relay watches
unsound      a message that something is wrong with waits by itself, all others leave
receipts     the provider reports what became of a message
staff        somebody writes to a customer, or unsubscribes one
desk         what staff do in the console: unsubscribe, write, note, keep customers
appointments staff keep the diary: made, edited, moved, called back about
reminders    reminders of appointments, by themselves or by staff: each once, never a stale one
answers      what customers said of their appointments: YES, NO, CANCEL; no consent changes
quick_replies a shop edits the texts that it keeps ready
pictures     pictures that customers send: fetched, scaled, kept, forgotten with them
notices      an assignee who did not read a text is told by mail, once
customers_out  the list of customers leaves by the console, by an admin alone
counts       what happened by the hour is added up, and read as days, rates and silence
switches     sending is switched off, for one sender or all, and on again
bulk         a message to many: written, counted, started, paused, resumed, stopped
bulk_check   its exact texts, and whom the gate would let it reach, before it goes
bulk_run     it goes out, a few at a time, once to each
bulk_watch   too many opt-outs pause it, and raise an alarm about a sender
accounts     staff sign in, are added, and lose their access
staff_accounts  an admin keeps the accounts of the staff
second_factor   codes beside the password, their recovery and their end
basis        somebody records why marketing may reach a customer
review       a person says whether a text was an opt-out
rescan       old texts are read again after the rules changed
service_report  a sample of service texts, for an audit whether they sell
campaign     what a campaign's registration asks for, as it is sent
mismatch     where a sender's reply mode and what the provider does disagree
consecutive  a STOP that was split over two texts is found, and a person asked
retired      a sender that was taken away too soon after marketing went over it
api_keys     keys of the HTTP API: made, checked, revoked
unknowns     what became of messages whose hand-over got no answer, and what a person decides
hearing      which senders the provider would not even log a text to
reconcile    the provider's log is read for what our webhook missed
account_log  which texts of the account's log are ours, and whether it lists what it must
repair       what the log shows and we did not know is received, and its last word obeyed
erase        a person is forgotten: all but silence and the ledger's links
journal      who is silent is copied to a file outside Redis
last_words   what such files tell in the end, of one or of several
backup       everything into a file, and back without losing an opt-out
recovery     a Redis that is older than its journal gets back what the journal tells
silence      whoever must be silent after a loss is made so
notes        entries that change nothing, and outlive no erasure
rules        which rows of the law hold, and what they would do to a text now
wording      the exact text that leaves, for its author and for the customer
commit       load, decide, commit, again on a conflict: the one door for every change of a number
"""
