"""What Responder does, one story a file. Read this first; entry points only translate and call one of these.

commit                load, decide, commit, again on a conflict: the one door for every change of a number
notes                 entries that change nothing, and outlive no erasure
permissions           what a role allows, asked first by each act of staff, and their audit log

inbound/              texts that arrive
  receive             a customer's text arrives: understand, decide, commit, have it answered
  reconcile           the provider's log is read for what our webhook missed
  account_log         which texts of the account's log are ours, and whether it lists what it must
  repair              what the log shows and we did not know is received, and its last word obeyed
  backfill            the log from before we were connected, read once and whole
  replayed_start      a START that comes again after a later STOP brings nobody back
  split_stop          a STOP that was split over two texts is found, and a person asked
  webhook_coverage    which senders the provider would not even log a text to
  reply_mode_mismatch where a sender's reply mode and what the provider does disagree
  rescan              old texts are read again after the rules changed
  review              a person says whether a text was an opt-out
  basis               somebody records why marketing may reach a customer

outbound/             messages that leave
  compose             somebody writes to a customer, or unsubscribes one
  wording             the exact text that leaves, for its author and for the customer
  prepare             what may leave now: the gate's word, the exact text, the sender's rate
  deliver             due messages leave: gate, text, rate, claim, send, settle; and what the relay watches
  last_look           at the socket: the claim is young, and what it rested on still holds
  receipts            the provider reports what became of a message
  unknown_outcomes    what became of messages whose hand-over got no answer, and what a person decides
  quarantine          a message that something is wrong with waits by itself, all others leave
  refusals            the provider refuses our account, or a sender: texts wait, one is tried at times
  kill_switches       sending is switched off, for one sender or all, and on again
  explain_rules       which rows of the law hold, and what they would do to a text now
  retired_senders     a sender that was taken away too soon after marketing went over it

customers/            customers, and lists of them and of numbers
  import_export       a list of customers comes in, or goes out
  uploads             a list is looked at first in the console, and carried out at somebody's yes
  export              the list of customers leaves by the console, by an admin alone
  number_lists        lists about numbers from elsewhere: deactivated ones, do-not-call checks
  opt_out_lists       a list of opted-out numbers comes in from elsewhere, or goes out
  locations           where customers live, copied to their numbers' records for the gate

appointments/         the diary
  appointments        staff keep it: made, edited, moved, called back about
  reminders           by themselves or by staff: each once, never a stale one
  appointment_replies what customers said of their appointments: YES, NO, CANCEL; no consent changes

campaigns/            messages to many
  edit                written, counted, started, paused, resumed, stopped
  preflight           its exact texts, and whom the gate would let it reach, before it goes
  recipients          who it goes to, one by one: number, language, words, and the gate's answer
  run                 it goes out, a few at a time, once to each
  auto_pause          too many opt-outs pause it, and raise an alarm about a sender
  report              what became of it, and its opt-out rate
  registration        what a campaign's registration asks for, as it is sent
  service_audit       a sample of service texts, for an audit whether they sell

inbox/                what waits for a person
  desk                what staff do in the console: unsubscribe, write, note, keep customers
  help_items          a call for help is ended, opened again, given to a colleague
  review_items        a staff member decides what a text was
  unsent              a staff member decides about a message that never left
  quick_replies       a shop edits the texts that it keeps ready
  notices             an assignee who did not read a text is told by mail, once
  media               pictures that customers send: fetched, scaled, kept, forgotten with them

staff/                accounts and keys
  accounts            staff sign in, are added, and lose their access
  staff_accounts      an admin keeps the accounts of the staff
  second_factor       codes beside the password, their recovery and their end
  api_keys            keys of the HTTP API: made, checked, revoked

proof/                what proves, and what comes back after a loss
  ledger              the ledger leaves as a file, chain by chain
  checkpoints         the heads of all chains are signed and leave the machine, once an hour
  journal             who is silent is copied to a file outside Redis
  last_words          what such files tell in the end, of one or of several
  backup              everything into a file, and back without losing an opt-out
  recovery            a Redis that is older than its journal gets back what the journal tells
  silence             whoever must be silent after a loss is made so
  erase               a person is forgotten: all but silence and the ledger's links

reports/
  counts              what happened by the hour is added up, and read as days, rates and silence

operations/           what keeps the processes right
  heartbeats          a process says that it lives
  timekeeping         each process follows the store's clock; the provider's says whether that is right
  migrate             older data are brought to today's version
"""
