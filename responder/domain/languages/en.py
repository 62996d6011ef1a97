"""English: its keywords, and how people end texts in it. How to read this: `language.py`."""

from responder.domain.language import Language

WORDS = """
STOP: stp stpo sto stoip srop stopo sopt tsop stiop sotp stop stops stopp stahp quit cease discontinue
    halt stoping
STOPPING: stopping quitting
BARE: okstop stopit stopnow plsstop stoptexting stoptexts removeme dnc stop2quit stop2end stop2stop
    stop2unsub stop2cancel stop stopp stahp quit unsubscribe unsub optout cease
TEXTING: txtin textn textting reaching texting txting txtn textin messaging msging mesaging contacting
    spamming emailing mailing calling bugging bothering harassing pestering hounding soliciting blasting
    bombarding pinging notifying annoying badgering disturbing dming phoning ringing
TEXT: text txt txting message msg contact email mail call phone ring bother bug harass spam pester ping dm
    solicit notify reach annoy hit
SENDING: sending sendin giving getting receiving recieving
SEND: send give snd
TEXTS: texts txts messages msgs mesages sms mms message msg text notifications notification alerts alert
    promos promo promotions promotion promotional ads ad adverts advertisements advertising advertisement
    offers marketing updates reminders newsletters newsletter emails email mails mailings mailing calls
    spam spams communications communication solicitations solicitation deals coupons specials spamming
    texting messaging contact blasts campaigns announcements correspondence
MANY: texts txts messages msgs mesages sms notifications alerts promos promotions ads adverts
    advertisements emails mails calls spam solicitations solicitation communications newsletters marketing
    communication messaging texting contact
TEXTED: contacted texted messaged emailed called bothered notified spammed solicited harassed pestered
CRAP: nothin nuthin anythin crap shit bullshit bs garbage junk nonsense trash stuff things rubbish
THIS: this these that those it them
THESE: these this those
ME: me us my our mine
MY: my our this the these mine
NUMBER: # number numbers num phone cell mobile line cellphone telephone inbox nbr numb digits
NAME: # number numbers num info information name contact contacts details phone digits email data cell nbr
WRITE: text txt txting message msg contact bother bug harass spam pester ping dm solicit notify annoy
THING: the a an my your this photos pictures
LIST: list lists database db system contacts subscription subscriptions program distribution mailinglist
    records rolodex directory thread chain group file files phonebook
NOT: dont donot never dnt dun
LACK: dont donot not never longer wont didnt neither nor dnt
WISH: want wanna wish need needs care like consent agree authorize appreciate desire interested wanting
    wants welcome request asked
LIKE: want wanna wish need like prefer request ask demand require gotta must
ERASE: remove delete erase scrub purge unsubscribe unenroll deregister unlist drop exclude omit unsub wipe
TAKE: take get pull cut cross strike scratch remove delete drop keep leave want need be kick tak
ERASED: removed deleted erased unsubscribed opted unenrolled dropped purged
LOSE: lose forget delete remove erase block loose trash
AGAIN: again anymore ever more either please pls plz thanks thank anytime nomore
WRONG: wrong incorrect
WHOM: # number person guy num phone recipient people man woman lady girl dude nbr numba no contact one
    numb
I: i we you u they he she it who ya didnt did why
HIM: him her them my his their people others everyone while and me
HELD: wont wouldnt doesnt didnt never not they he she it kids to dont
HE: he she they mom dad wife husband brother sister friend boss customer client someone somebody
SAID: said says told asked tells say wrote texted keeps kept
ASKED: asked told said begged requested asking telling tell ask say
FILLER: tf further additional out constant continuous endless nonstop useless pointless dare please pls
    plz kindly just now the all any these those this that your ur you u yall so much ever to of with from
    at by via fucking fuckin fking fkn freaking frigging effing damn damned goddamn bloody already also
    simply completely future automated random unwanted stupid annoying constantly always really every
    single day such immediately even me us my our fuck hell a an other stinking dumb goddam unsolicited
    daily dang friggin darn sending getting text sms phone marketing promotional being get receive bother
    again anymore either right ads more kind in on
SOFT: n nd buddy pal friend mate dear honey babe boy folks person lady everybody ladies gentlemen team ppl
    please pls plz kindly now ok okay k thanks thank you thx ty just it this that already immediately
    seriously omg dude bro guys sir man hey hi hello yo yes no nope enough all again anymore everything
    really right damn fucking fuckin asap and so then today ever for good both i said hear stop them these
    texting me sorry maam lol u ur oh ffs smh jesus god christ people yall ya up freaking
TIME: right now tonight tomorrow today at before after until till during while for later early late when
    because if unless yet morning afternoon evening weekend monday tuesday wednesday thursday friday
    saturday sunday
OFF: off from out
CANCEL: cancel reschedule postpone move change push cancelling canceling rebook
VISIT: appointment appointments appt appts apt booking bookings reservation reservations visit service
    showing meeting slot tour consultation consult session inspection pickup delivery class lesson checkup
    cleaning appoinment appointmnt
SICK: sick tired fed done annoyed over
CONSENT: consent permission authorization authorisation approval
"""

IDIOMS = """
(bus|truck|pit|rest|door|full|non|gas|whistle|train|tram|metro|cup|wing|short|back|hard|every) stop
stop
    (by|in|over|off|sign|signs|light|lights|at|watch|loss|motion|gap|payment|payments|into|outside|around|there|here|along|to
    (get|pick|buy|see|eat|grab|think|say|talk|check|drop))
stops (at|by|in|working|for) ; (a|the|one|next|last|first|his|her|your|this) stop
(dont|donot|never|wont|cant|cannot|couldnt|didnt|doesnt|wouldnt|not|nonstop) (ever|just|really|you)? stop
cant (seem)? to? stop ; (do|does|did|can|could|will|would) not (ever|just)? stop
(text|texting|txt) and (drive|driving) ; (text|texting|txt|call|calling) while driving
(the|my|your|our) spam (folder|box|filter) ; (check|in|into|to) (your|the|my)? spam ; junk mail
(remove|take|delete|drop|cross|get|keep) .. (me|us|my name) .. (off|from|out)? .. (of)? ..
    (wait|waiting|guest|schedule|calendar|waitlist|waitinglist|guestlist|insurance|policy|lease|speaker|hold|meeting|invoice|backup|standby|title)
(wait|waiting|guest|price|shopping|grocery|todo|playlist|play|wish|do|job|parts|task|packing) (list|lists)
wrong (number|no|phone) of
(i|we) (just|accidentally|must|mightve|might)? (have)?
    (dialed|called|texted|had|gave|put|entered|typed|wrote|left) _{0,2} WRONG (number|phone|person|one)
gave _{0,2} the wrong
(dont|donot|do not) (need|have|want|wanna|plan|wish|intend)? to (unsubscribe|opt|cancel|quit|stop|unsub)
(dont|donot|do not|never) (unsubscribe|remove|unsub|opt|delete|drop|take) .. (me|us|NUMBER|NAME)?
    (off|from|out)? .. LIST?
(dont|donot|not|never) (call|phone|ring|email|mail) _{0,2} (,|but|just|only|instead|please|rather)
    (just|only|please|but)? (text|txt|message)
never mind ; (dont|no) worry
call me (at|on|when|after|before|later|back|tomorrow|today|tonight|now|if|next) ; opt (in|for|into|to)
opt me (back)? in
(reply|text|txt|send|respond|replying|texting|type) (with)? (stop|end|cancel|quit|unsubscribe|stopall)
    (to|2|for) (unsubscribe|opt|end|cancel|stop|quit|be)
(didnt|did not|not|never|dont) (mean|meant|want|wanted|try|ask) .. to (unsubscribe|opt|stop|cancel)
(please|actually|yes|to|but|can you|just|do|ok|yeah) keep (texting|sending|getting|receiving|me on)
(dash|light|screen|sign|display|it|message|dashboard) (says|said|reads|shows) stop
"""

REQUESTS = """
STOP .. TEXTING !(HIM|TIME) ; STOP .. TEXTING (me|us|my|and (SENDING|TEXTING)|, )
STOP .. SENDING .. (ME|him|her|them|my _)? .. (TEXTS|THIS|CRAP|anything|>)
STOP .. SENDING .. (TEXTS|THIS|CRAP) ; ~I ~to STOP .. MANY ; STOP .. TEXTS >
STOP .. TEXTS .. (TEXTS|please|now|to|from|from|SENDING) ; STOP .. TEXT .. (me|us|>) ; STOP .. (CRAP) >
(time|like) to stop .. (TEXTING|TEXTS) ; STOP (blowing|hitting|lighting|hittin|blowin) .. (up|line|NUMBER)
STOP .. (coming|reaching) .. (out|through|to|here|up)
(TEXTS) .. (to|must|should|need to|needs to|has to|have to|gotta) .. (stop|cease|end|quit)
(no more|zero|nomore) .. MANY ; << SOFT{0,3} no .. MANY SOFT{0,3} >> ; no more .. (TEXTS|CRAP|THIS >)
<< SOFT{0,3} (no more|nomore) SOFT{0,3} >> ; enough .. (with|of)? .. MANY
(end|kill|cancel|terminate|suspend|halt|discontinue|deactivate|disable) .. MANY ; turn off .. MANY
turn .. MANY off ; ~I NOT !(you|u) .. WRITE .. (ME !(TIME|THING)|NUMBER|AGAIN|>)
~I NOT !(you|u) .. TEXT .. (ME !(TIME|THING)|NUMBER|AGAIN)
~I (do|please|pls|plz) (not|no) .. WRITE .. (ME !(TIME|THING)|NUMBER|AGAIN|>)
~I (do|please|pls|plz) (not|no) .. TEXT .. (ME !(TIME|THING)|NUMBER|AGAIN)
~I (NOT|do not|please not) !(you|u) .. SEND .. (ME)? .. (TEXTS|CRAP|THESE|any|anything|nothing|more|>)
    !(TIME)
(ASKED|want|like|need|warned|love) (you|u|yall) (not|never|dont|to not|to never) to? ..
    (TEXT|SEND|TEXTING)
NOT bother (TEXTING|SENDING|TEXT) ; do not (call|contact|text|disturb|solicit) (list|registry|me)
(im|am|ill|will|gonna|be|going to|i|have|ive) (block|blocking|blocked) .. (you|u|yall|this|ur|your)
LACK FILLER{0,3} WISH _{0,4} (TEXTS|TEXTED|receive|recieve|receiving|(hear|hearing) (from|back|more))
LACK FILLER{0,3} WISH (to|2)? (be)? .. (on|in|part) _{0,4} LIST
LACK FILLER{0,2} WISH (you|u|yall) to? .. (TEXT|TEXTING) ; LACK FILLER{0,2} WISH (ur|your) .. (TEXTS|CRAP)
LACK (want|wish|like|need)? .. (subscribed|enrolled|part of)
LACK FILLER{0,3} WISH (to get|getting|to have|to see)? .. (these|this) (AGAIN|texts|messages)
(LIKE|please|love|rather|like) .. (to)? (be|get) .. ERASED
(LIKE|please|love|rather|like|need) .. (have|see|get|my|our|me) .. NAME .. (to be|be)? ERASED
(be|get|me|us|NAME) taken off ; (LIKE|like) .. (it|THIS|TEXTS) .. to (stop|end|cease)
(LIKE|going) .. to stop .. (SENDING|TEXTS|TEXTING|receiving|getting) ; (LIKE|please) .. (off|out) .. LIST
(SICK) .. (of|with|up) .. (SENDING|TEXTING|receiving|getting)? .. (TEXTS|CRAP|TEXTING)
not interested .. (in)? .. (receiving|getting|TEXTS|hearing)
no (interest|desire) .. (TEXTS|receiving|getting) ; ERASE .. (me|us|myself) SOFT{0,3} >
ERASE .. (me|us|myself|this number|my _{0,1} NAME) .. (from|off|out)
ERASE .. (MY|your) .. NAME SOFT{0,3} > ; LOSE .. (my|this|our) .. NUMBER SOFT{0,3} >
LOSE .. (my|our) NAME ; TAKE .. (me|us|myself|NAME|him|her|NUMBER) .. (off|out) SOFT{0,3} >
TAKE .. (me|us|myself|NAME|NUMBER) .. (off|out|from) _{0,4} (LIST|MANY)
(me|us|NUMBER|name|want|get|get _|be|stay) (off|from) FILLER{0,3} LIST SOFT{0,3} >
<< SOFT{0,2} off (your|this|the|of) .. LIST ; (my|our|this) _{0,2} NAME .. (be)? ERASED
(get|got|been|be) .. ERASED .. (from|off) .. LIST ; please (remove|delete) SOFT{0,2} >
want (off|out) (>|of|now|your|this|the) ; (keep|leave) (me|us) (off|out of) .. (LIST|this|it|these|TEXTS)
< SOFT{0,4} (unsubscribe|unsub|optout|opt out) SOFT{0,4} > ; (unsubscribe|unsub|unsubscribing) !(from)
(unsubscribe|unsub|unsubscribing|unsubscribed) .. from .. (TEXTS|LIST|THIS|everything|here|this|>)
(opt|opting|opted) .. (me|us|my _|this _|my|number)? .. out
(already|have|been|ve|ive|i) unsubscribed !(from)
(revoke|revoking|withdraw|withdrawing|rescind|rescinding|remove|cancel|removing) .. CONSENT
CONSENT .. (is|has been|hereby|was)? .. (revoked|withdrawn|rescinded|denied)
(no|not) .. CONSENT to (TEXT|TEXTS|be) ; (cancel|end|terminate|stop) .. TEXTS subscription
cancel .. (my|me|all) .. TEXTS ; ~HELD leave (me|us) .. (alone|be) SOFT{0,4} >
leave (me|us) the (fuck|hell|heck) alone ; let me be > ; leave alone >
< SOFT{0,3} WRONG (number|num|nbr|numba|numb) SOFT{0,6} >
(you|u|youve|uve|youre|ur|this|its|have|got|texting|think|reached|texted|that|think|messaging|contacting|contacted)
    .. (is|a|got|have|has)? .. WRONG WHOM
(this is|its|thats) not (my|his|her|their|_) number ; < SOFT{0,5} (BARE|opt out) SOFT{0,5} >
(ASKED|want|like|need|told) .. (you|u|yall|it|THIS|TEXTS|ya) .. to? (please|just)?
    (stop|quit|cease|unsubscribe) SOFT{0,4} >
(you|u|yall) (can|may|should|need to|must|have to|better|gotta|could|all need to) .. (stop|quit) SOFT{0,4}
    >
(can|could|will|would|wont|cant) (you|u|yall|we|they) .. (stop|quit) SOFT{0,4} >
make .. (it|THIS|TEXTS) .. stop ; (this|it|THIS) .. (must|needs to|has to|have to|need to) .. (stop|end)
i (said|say|repeat) stop
(text|reply|replied|replying|texted|sent|send|said|saying) .. stop (and|but|already|_ times|_ _
    times|SOFT)
<< SOFT{0,2} (fuck|f|piss|buzz|bug|screw|sod|eff|naff|jog|bugger|back|fck|fuk) off SOFT{0,4} >>
<< SOFT{0,2} (go|get) .. (away|lost|bent|stuffed) SOFT{0,3} >>
(stay|get|keep|fuck|stfu) .. (out|away|off) .. (from|of)? .. (me|my _) SOFT{0,2} >
(say|saying|said|tell|told|ask|asked|type|text|reply|send) (you|u|yall)? to? stop SOFT{0,3} >
(no|not|never|without|lack) _{0,3} CONSENT .. (TEXT|TEXTS|TEXTING|be TEXTED) ; cease and desist
no (need|reason|point) .. to? (text|txt|message|msg|contact|texting|messaging) .. (me|us|AGAIN|>)
~I (NOT|do not|please not) .. TEXT (or|and|nor|,) .. (NOT|do not)? .. TEXT .. (ME
    !(TIME|THING)|NUMBER|AGAIN|>)
(if|love|like|appreciate|wish|grateful) _{0,3} (stopped|stop|quit|ceased|discontinued) ..
    (TEXTING|SENDING|TEXTS)
(block|blocking|blocked) (this|your|ur) NUMBER
(dont|donot|do not) (you|u) (dare|ever|even|bother) .. TEXT
(be|get|being|getting) ERASED .. (from|off) _{0,3} (LIST|this|here|TEXTS)
<< SOFT{0,2} wrong (person|guy|man|phone|lady|woman|girl|dude|contact|recipient) SOFT{0,3} >>
(dont|do not|never|no longer|not) (have|has|had|give|gave)? .. (my|any)? CONSENT SOFT{0,3} >
(NOT|do not) .. TEXT _{0,2} (again|anymore|ever again)
(please|pls|plz|plse) (stop|quit|unsubscribe|discontinue) SOFT{0,4} >
(enough|number|person|interested|spam|scam|consent|times|already) (stop|quit|unsubscribe) SOFT{0,2} >
(replied|texted|sent|said|typed|wrote|answered|asked) .. stop SOFT{0,3} (>|and|but|>|yet|you)
< SOFT{0,2} (remove|quit|discontinue|halt|cease) SOFT{0,3} >>
(cancel|end|stop) .. subscription (to|for) .. TEXTS
(rather|prefer) not to? .. (get|receive|be|have|TEXT|getting) .. (TEXTS|TEXTED)
(rather|prefer) not be TEXTED
(if|when) (you|u|i) (get)? .. (TEXT|TEXTS) .. again .. _{0,4}
    (police|sue|lawyer|report|reporting|block|calling)
TEXT (me|us) again (and|or) .. (i|ill|im|we)
<< SOFT{0,2} (dont|do not) (call|phone|ring|email) SOFT{0,3} >>
(put|add|place) (me|us|NUMBER|this number|my number) .. (on|to) .. (dnc|(do|no) not? (call|contact|text))
    list?
"""

DOUBTS = """
how (do|can|to|would|could|should|come|does|did|i)
(should|did|do|does|if|can|when|why|may) i !(have|need) ; what (happens|if|do|is|does|number) ; HE .. SAID
(if|when) (you|u) (TEXT|SEND) !(me again|us again|again|this number again)
(accident|accidentally|mistake|mistakenly|accidently) ; TEXT .. (only|instead|rather)
(me|us|TEXTING|TEXT|SENDING|TEXTS) .. (until|till|during|while|tonight|tomorrow|before|after|at|today)
right now SOFT? _{0,3} later ; but (keep|still|i (still|do|want)) ; except ; just (kidding|joking) ; jk
lol jk ; (cant|cannot|wont|doesnt|couldnt) .. (get|make|seem) _{0,4} (to)? (stop|quit) ; jk
LACK _{0,2} WISH _{0,5} (right now|at the moment|today|tonight|this week|yet)
"""

UNCLEAR = """
not .. (interested|intrested|intersted) !(in) ; (interested|intrested) in .. (THIS|TEXTS|anything|your|>)
no .. (interest|longer interested) ; (uninterested|disinterested)
<< SOFT{0,3} (thats|had|ive had|i have had|it is|thatll be)? enough SOFT{0,4} >>
< enough (already|is enough) ; << SOFT{0,2} (never|not) (again|anymore|more) SOFT{0,2} >> ; spam >
(this|you|u|its|youre) .. (spam|spamming|spammer|spammers|harassment|harassing|scammer)
(reported|reporting|report) (you|u|yall|spam|as spam|this (number|as|spam|text)|your)
(my|an|our) (lawyer|attorney) ; (sue|suing) (you|u|yall) ; (fcc|ftc|crtc|casl|tcpa)
TEXTS .. _{0,4} (police|illegal|reported)
(didnt|never|not|dont|havent) .. (remember)?
    (sign|signed|signing|subscribe|subscribed|opt|opted|register|registered|agree|agreed|ask|consent|authorize|consented|request|requested|give|gave)
    .. (up|in|you|CONSENT|TEXTS|for (this|these|TEXTS|that|any|your))
(cant|cannot|wont|doesnt|couldnt) _{0,5} (to)? (stop|quit|unsubscribe|unsub|opt)
(wont|doesnt|didnt|never) stop .. (TEXTS|TEXTING|SENDING) ; STOP .. (TEXTING|SENDING|TEXT)
(unsubscribe|unsub|unsubscribed|unsubscribing|optout|opt out|opted out)
(NOT|do not|asked not|told not) .. (TEXT|SEND|TEXTING|bother|disturb) ME
< SOFT{0,3} (NOT|do not) (TEXT|disturb|bother|SEND) SOFT{0,3} > ; (too|so) (many|much) .. MANY
(keep|still|kept) .. (getting|receiving|recieving) .. TEXTS
(you|u|yall|yous) (keep|still|kept) .. (TEXTING|sending)
(dont|do not|no longer) FILLER{0,3} (want|need) .. (THIS|any|anything|more) >
LACK FILLER{0,3} WISH _{0,6} (TEXTS|TEXT)
<< SOFT{0,3} (fuck|f|screw|fck|fuk|fk|f k) (you|u|yourself|off|this|outta|_) SOFT{0,3} >>
<< SOFT{0,2} shut SOFT{0,3} up SOFT{0,3} >> ; < SOFT{0,3} never (again|ever) > ; fuck (off|outta|out)
piss off ; (remove|delete|erase|drop|take) .. (me|us|my _|this number) .. (off|from)
MANY .. (stop|end) > ; (do not|dont) want SOFT{0,2} >> ; < _{0,4} (stop|unsubscribe) SOFT{0,3} >>
stop .. (please|thanks|now) ; stop doing (this|that|it)
(want|like|need) .. to (end|stop|quit) (this|these) > ; (me|name|number|us) (off|from) .. LIST
(not|isnt|aint) .. (the|that)? (right)? (person|number|WHOM) .. (you|u|anymore|looking) ; not my number
(doesnt|no longer|longer) .. (live here|this number|have this|has this|number)
(you|u) _{0,3} wrong (number|person) ; (stop|stopping) (me|us)
(how|why) .. (do|can) i .. (STOP|end|cancel) .. (TEXTS|TEXTING|SENDING|these) ; do not call
cancel .. (my|the|this)? subscription
"""

FOR_SUPPORT = """
(who|whos|whose) .. (is|are|dis|r|the|tf) .. (this|that|you|u|dis|number|>) ; who (dis|this|u|r|are|is)
whos (this|dis|that|texting) ; new phone ; is (this|it) .. (scam|spam|real|legit|bot|human|robot)
how _{0,3} (get|got|have) .. (my|this) .. (number|info)
(talk|speak|chat) .. (to|with|2) ..
    (human|person|someone|agent|rep|manager|operator|representative|somebody|anyone)
(real|actual|live) (human|person|agent) ; more (info|information|help)
"""

FOR_A_CALL = """
(CANCEL|move|change|push) .. _{0,3} VISIT ; VISIT .. (cancelled|canceled|cancel|moved|rescheduled)
(need|want|have) .. to CANCEL >
"""

REAL = """
removed unsubscribed ancel atop bending cancela cancele cancelo cancels cancer canel carcel chancel cincel
    contracting cuit
cumber delecte deleite deletes delite deplete dumber ending evoke exting fending fuit huit humber imessage
lancel lending luit lumber massage massages massaging mending messager messagers messenger nuit numbed
nummer optou pending puit qubit qui quia quid quie quiet quik quil quilt quim quin quint quip quis quist
quita quite quito quits quiz quot qut remote remover removes removeu rending renove resending revoie
revoked revokes revote sanding seeding seeing sendung sensing sexting shop slop sop spending
step stip stomp ston stovall stow stp strop suit tasting tending testing
texing top tuit uit umber vending wending wtop
"""

ENGLISH = Language(
    code="en",
    opt_out="stop stopall quit end revoke optout cancel unsubscribe unsub remove",
    help="help",
    courtesies="please, pls, plz, plse, kindly, no thanks, thanks, no thank you, thank you, thx, thnx, ty, "
    "right now, now, immediately, asap, ok, okay, just, sorry, sir, maam, i said, hey, hi, "
    "hello",
    words=WORDS,
    common="i to you a the u is my and in me of it for on that not no do dont be so at have are with "
    "what but can get this your how want need help out up just now will we if all was like go "
    "take more call give send ur today from right got good he she they please then when one there "
    "here thanks yes ok or am im who these those them know back never make say still new list "
    "wait phone off",
    idioms=IDIOMS,
    requests=REQUESTS,
    doubts=DOUBTS,
    unclear=UNCLEAR,
    for_support=FOR_SUPPORT,
    for_a_call=FOR_A_CALL,
    misspelled="unsubscribe texting messaging sending message messages remove contacting number delete",
    real=REAL,
)
