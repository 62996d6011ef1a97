"""English: its lists of words. The patterns over them are in `en.py`."""

WORDS = """
BULK: texts messages msgs txts sms reminders ads adverts promos promotions coupons newsletters campaigns
    blasts spam
REST: me us my mine our you u your ur yall this that these those them it the a an any all of to from with
    for at on in by or and nor as so just please pls plz plse kindly really ever again anymore further
    future more other another also hereby would want wish need rather be been being do let make sure keep
    continue use accept allow permission thanks thank thx now today immediately sir maam guys everyone
    company service system anybody anyone person either ok okay hi hello hey sorry his her their
STOP: refrain desist avoid stoop sttop stopt dtop srop stpop stoppin stopping stp stpo sto stoip sotp stop
    stops stopp stahp quit cease discontinue halt stoping
BARE: okstop stopit stopnow plsstop stoptexting stoptexts removeme dnc stop2quit stop2end stop2stop
    stop2unsub stop2cancel stop stopp stahp quit unsubscribe unsub optout cease
TEXTING: harrasing texing txtng textig harrassing harasing txtin textn textting reaching texting txting txtn
    textin messaging msging mesaging contacting spamming emailing mailing calling bugging bothering
    harassing pestering hounding soliciting blasting bombarding pinging notifying annoying badgering
    disturbing dming phoning ringing
TEXT: sms text txt txting message msg contact email mail call phone ring bother bug harass spam pester ping
    dm solicit notify reach annoy hit
SENDING: sending sendin giving getting receiving recieving
SEND: send give snd
TEXTS: texts txts messages msgs mesages sms mms message msg text notifications notification alerts alert
    promos promo promotions promotion promotional ads ad adverts advertisements advertising advertisement
    offers marketing updates reminders newsletters newsletter emails email mails mailings mailing calls spam
    spams communications communication solicitations solicitation deals coupons specials spamming texting
    messaging contact blasts campaigns announcements correspondence
MANY: texts txts messages msgs mesages sms notifications alerts promos promotions ads adverts advertisements
    emails mails calls spam solicitations solicitation communications newsletters marketing communication
    messaging texting contact
TEXTED: contacted texted messaged emailed called bothered notified spammed solicited harassed pestered
CRAP: nothin nuthin anythin crap shit bullshit bs garbage junk nonsense trash stuff things rubbish
THIS: this these that those it them
THESE: these this those
ME: me us my our mine
MY: my our this the these mine
NUMBER: # number numbers num phone cell mobile line cellphone telephone inbox nbr numb digits
NAME: # number numbers num info information name contact contacts details phone digits email data cell nbr
WRITE: hmu sms market advertise text txt txting message msg contact bother bug harass spam pester ping dm
    solicit notify annoy
THING: the a an my your this photos pictures
LIST: list lists database db system contacts subscription subscriptions program distribution mailinglist
    records rolodex directory thread chain group file files phonebook
NOT: dont donot never dnt dun
LACK: doesnt dont donot not never longer wont didnt neither nor dnt
WISH: needing want wanna wish need needs care like consent agree authorize appreciate desire interested
    wanting
    wants welcome request asked
LIKE: want wanna wish need like prefer request ask demand require gotta must
ERASE: removing deleting erasing remove delete erase scrub purge unsubscribe unenroll deregister unlist drop
    exclude omit unsub wipe
TAKE: take get pull cut cross strike scratch remove delete drop keep leave want need be kick tak
ERASED: removed deleted erased unsubscribed opted unenrolled dropped purged
LOSE: lose forget delete remove erase block loose trash
AGAIN: again anymore ever more either please pls plz thanks thank anytime nomore
WRONG: wrong incorrect
WHOM: # number person guy num phone recipient people man woman lady girl dude nbr numba no contact one numb
I: i we you u they he she it who ya didnt did why
HIM: dad mom son daughter grandma him her them my his their people others everyone while and me
HELD: wont wouldnt doesnt didnt never not they he she it kids to dont
HE: he she they mom dad wife husband brother sister friend boss customer client someone somebody
SAID: said says told asked tells say wrote texted keeps kept
ASKED: asked told said begged requested asking telling tell ask say
FILLER: another w wit them tf further additional out constant continuous endless nonstop useless pointless
    dare please pls plz kindly just now the all any these those this that your ur you u yall so much ever to
    of with from at by via fucking fuckin fking fkn freaking frigging effing damn damned goddamn bloody
    already also simply completely future automated random unwanted stupid annoying constantly always really
    every single day such immediately even me us my our fuck hell a an other stinking dumb goddam
    unsolicited daily dang friggin darn sending getting text sms phone marketing promotional being get
    receive bother again anymore either right ads more kind in on
SOFT: ugh bruh fr lmao n nd buddy pal friend mate dear honey babe boy folks person lady everybody ladies
    gentlemen team ppl please pls plz kindly now ok okay k thanks thank you thx ty just it this that already
    immediately seriously omg dude bro guys sir man hey hi hello yo yes no nope enough all again anymore
    everything really right damn fucking fuckin asap and so then today ever for good both i said hear stop
    them these texting me sorry maam lol u ur oh ffs smh jesus god christ people yall ya up freaking
TIME: weekends weekdays nights mornings evenings sundays midnight noon on right now tonight tomorrow today
    at before after until till during while for later early late when because if unless yet morning
    afternoon evening weekend monday tuesday wednesday thursday friday saturday sunday
CANCEL: cancel reschedule postpone move change push cancelling canceling rebook
VISIT: appointment appointments appt appts apt booking bookings reservation reservations visit service
    showing meeting slot tour consultation consult session inspection pickup delivery class lesson checkup
    cleaning appoinment appointmnt
SICK: sick tired fed done annoyed over
EMAILS: emails email emailing mail mailing mailers mailings letters newsletter newsletters calls call
    calling phone phoning ringing ring voicemails robocalls paper postcards flyers catalogs
WANTED: text texts texting sms txt txts texted
GOOD: fine ok okay good better best great works work only instead preferred please perfect easier cool
    enough
MISSING: dont arent havent didnt wont not never no isnt
LAW: lawyer attorney sue suing police cops court legal complaint fcc ftc crtc casl tcpa report reporting
    reported block blocking blocked bbb lawsuit
SLOT: monday tuesday wednesday thursday friday saturday sunday wait waiting guest schedule calendar waitlist
    waitinglist guestlist insurance policy lease speaker hold meeting invoice backup standby title slot
    order bill lesson class booking appointment appt roster team account work job quote estimate reservation
    lunch 8am 9am 10am 11am 12pm 1pm 2pm 3pm 4pm 5pm 6pm bus route tire payroll loan plan pm am visit
    cancellation
CONSENT: consent permission authorization authorisation approval
"""

REAL = """
ancel atop bending cancela cancele cancelo cancels cancer canel carcel chancel cincel contracting cuit
cumber delecte deleite deletes delite deplete dumber ending evoke exting fending fuit huit humber imessage
lancel lending luit lumber massage massages massaging mending messager messagers messenger nuit numbed
nummer optou pending puit qubit qui quia quid quie quiet quik quil quilt quim quin quint quip quis quist
quita quite quito quits quiz quot qut remote removed remover removes removeu rending renove resending
revoie revoked revokes revote sanding scamming seeding seeing sendung sensing sexting shop slamming slop
sop spanning spending step stip stomp ston stovall stow stp strop suit tasting tending testing texing top
tuit uit umber unsubscribed vending wending wtop
"""

SPELLED = """
please: pls plz plse pleas pleez pliz
you: u ya yu
your: ur yr
not: nt
dont: dnt donot ion
more: mor moar
enough: enuff
"""

COMMON = """
i to you a the u is my and in me of it for on that not no do dont be so at have are with what but can get
this your how want need help out up just now will we if all was like go take more call give send ur today
from right got good he she they please then when one there here thanks yes ok or am im who these those them
know back never make say still new list wait phone off
"""

MISSPELLED = """
harassing spamming notifications promotions unsubscribe texting messaging sending message messages remove
contacting number delete
"""
