"""English: its keywords, and how people end texts in it. How to read this: `language.py`."""

from responder.domain.understanding.languages.en_idioms import IDIOMS
from responder.domain.understanding.languages.en_words import COMMON, MISSPELLED, REAL, SPELLED, WORDS
from responder.domain.understanding.languages.language import Language

REQUESTS = """
that (you|yall|this|they) STOP SOFT{0,3} > ; (opt|opting|opted) .. out of _{0,4} TEXTS
(not|no|isnt) .. (authorized|allowed|permitted) .. to .. (TEXT|WRITE|SEND|use)
(NOT|do not) use .. NUMBER .. for ; (no|not|never|without) _{0,3} CONSENT .. SEND
STOP (this|the|your) (harassment|nonsense|spam|texting|spamming)
< SOFT{0,3} (stop|quit|cease) (it|this|now|that)? or (i|ill|im|we|else) ; LAW (_|,){0,6} if you _{0,3} SEND
(my|this) number ... (take|remove|delete) it ; WRONG WHOM .. (STOP|remove) SOFT{0,3} >
(im|am|is) ERASED from .. LIST ; TAKE .. (my|this|our) .. NUMBER down ; (rather|prefer) .. not .. be .. TEXTED
(prefer|rather) .. no .. TEXTS ; no (need|use) (for|of) .. TEXTS
(get rid of|take off) .. (my|this|our) .. NUMBER ; << SOFT{0,3} removed SOFT{0,3} >>
(NOT|do not) .. (TEXT|WRITE) me (on|at) .. NUMBER ; cut (off)? .. MANY
(wont|dont|not) .. (be)? .. TEXTED .. (anymore|again) ; STOP .. TEXTING !(HIM|TIME)
STOP .. TEXTING (me|us|my|and (SENDING|TEXTING)|, )
STOP .. SENDING .. (ME|him|her|them|my _)? .. (TEXTS|THIS|CRAP|anything|>)
STOP .. SENDING .. (TEXTS|THIS|CRAP) ; ~I ~to STOP .. MANY ; STOP .. TEXTS >
STOP .. TEXTS .. (TEXTS|please|now|to|from|from|SENDING) ; STOP .. TEXT .. (me|us|>) ; STOP .. (CRAP) >
(time|like) to stop .. (TEXTING|TEXTS) ; STOP (blowing|hitting|lighting|hittin|blowin) .. (up|line|NUMBER)
STOP .. (coming|reaching) .. (out|through|to|here|up)
(TEXTS) .. (to|must|should|need to|needs to|has to|have to|gotta) .. (stop|cease|end|quit)
(no|zero|without) (more|further|additional|other|future) .. (MANY|contact|THESE >|THESE SOFT)
(no more|nomore) .. MANY ; << SOFT{0,3} no .. MANY SOFT{0,3} >>
no more .. (TEXTS|CRAP|THIS >|THESE SOFT{0,3} >) ; << SOFT{0,3} (no more|nomore) SOFT{0,3} >>
enough .. (with|of)? .. MANY ; (end|kill|cancel|terminate|suspend|halt|discontinue|deactivate|disable) .. MANY
(turn|shut|switch|cut) off .. MANY ; (turn|shut|switch) .. (MANY|THESE|TEXTS) off
~I NOT !(you|u) .. WRITE .. (ME !(TIME|THING)|NUMBER|AGAIN|>)
~I NOT !(you|u) .. TEXT .. (ME !(TIME|THING)|NUMBER|AGAIN)
~I (do|please|pls|plz) (not|no) .. WRITE .. (ME !(TIME|THING)|NUMBER|AGAIN|>)
~I (do|please|pls|plz) (not|no) .. TEXT .. (ME !(TIME|THING)|NUMBER|AGAIN)
~I (NOT|do not|please not) !(you|u) .. SEND .. (ME)? .. (TEXTS|CRAP|THESE|any|anything|nothing|more|>) !(TIME)
(ASKED|want|like|need|warned|love) (you|u|yall) (not|never|dont|to not|to never) to? .. (TEXT|SEND|TEXTING)
NOT bother (TEXTING|SENDING|TEXT) ; do not (call|contact|text|disturb|solicit) (list|registry|ME)
(im|am|ill|will|gonna|be|going to|i|have|ive) (block|blocking|blocked) .. (you|u|yall|this|ur|your)
LACK FILLER{0,3} WISH _{0,4} (TEXTS|TEXTED|receive|recieve|receiving|(hear|hearing) (from|back|more))
LACK FILLER{0,3} WISH (to|2)? (be)? .. (on|in|part) _{0,4} LIST
LACK FILLER{0,2} WISH (you|u|yall) to? .. (TEXT|TEXTING) ; LACK FILLER{0,2} WISH (ur|your) .. (TEXTS|CRAP)
LACK (want|wish|like|need)? .. (subscribed|enrolled|part of)
LACK FILLER{0,3} WISH (to get|getting|to have|to see)? .. (these|this) (AGAIN|texts|messages)
(LIKE|please|love|rather|like) .. (to)? (be|get) .. ERASED ; (LIKE|request|requesting) .. (my|to)? removal
removal (from|of) .. (me|my|LIST|TEXTS|NUMBER)
(can|could|would|will) (you|u|yall) .. not .. (WRITE|SEND|TEXT)
(LIKE|prefer|rather|love|like|appreciate) .. (if|it|that)? _{0,2} (you|u|yall) .. (didnt|not|dont|wouldnt|did
    not|do not|never) .. (TEXT|SEND|WRITE)
(NOT|do not) .. (TEXT|WRITE) (it|this|here|him|her) SOFT{0,3} >
<< SOFT{0,3} no .. MANY (by|via|over|through) .. (TEXT|TEXTS) SOFT{0,3} >>
(block|sub|sign) me out? SOFT{0,3} > ; (NOT|do not) (market|advertise) to
(let|want|need|get) .. (me|us)? .. out .. (of|from) .. (LIST|TEXTS) ; STOP .. it .. (with|w) .. (TEXTS|CRAP)
(make sure|ensure|see to it) _{0,6} (no|not|never|dont) _{0,2} (get|receive|TEXT|SEND|TEXTED) _{0,4}
    (THIS|TEXTS|more|again)
(any|all) (further|more|future|other|additional) .. (TEXTS|contact|messages) (will|is|are|shall)
(replied|texted|sent|said|typed|text|reply|told|asked) .. (stop|STOP) _{0,6} (still|again|yet|keep)
(what|which) _{0,5} stop (dont|do|did|didnt|>)
(god|love|sake|time|times|annoying|ridiculous|me|us|sick|harassment|fuck|hell|christ) .. stop SOFT{0,3} >
(report|sue|block|reporting|blocking|suing|reported) .. (you|u|yall|this|number) (_|,){0,4} (if|unless)
    (you|u|this|i|yall|it)
LAW (_|,){0,8} (if|unless) (you|u|this|i|these|it|yall) _{0,3}
    (TEXT|TEXTING|contact|keep|continue|continues|get|again|stop|TEXTS)
(if|unless) (you|u|i|this|yall) _{0,8} (again|more time|stop|continue|keep|TEXTING) (_|,){0,8} LAW
<< SOFT{0,3} (i|we)? (dont|do not) .. (want|need) (these|those|ur|your|TEXTS) SOFT{0,4} >>
STOP .. (w|with) .. (TEXTS|CRAP|THESE|THIS)
(LIKE|please|love|rather|like|need) .. (have|see|get|my|our|me) .. NAME .. (to be|be)? ERASED
(be|get|me|us|NAME) taken off ; (LIKE|like) .. (it|THIS|TEXTS) .. to (stop|end|cease)
(LIKE|going) .. to stop .. (SENDING|TEXTS|TEXTING|receiving|getting) ; (LIKE|please) .. (off|out) .. LIST
(SICK) .. (of|with|up) .. (SENDING|TEXTING|receiving|getting)? .. (TEXTS|CRAP|TEXTING)
not interested .. (in)? .. (receiving|getting|TEXTS|hearing)
no (interest|desire) .. (TEXTS|receiving|getting) ; ERASE .. (me|us|myself) SOFT{0,6} >
ERASE .. (me|us|myself|this number|my _{0,1} NAME) .. (from|off|out) ; ERASE .. (MY|your) .. NAME SOFT{0,3} >
LOSE .. (my|this|our) .. NUMBER SOFT{0,3} > ; LOSE .. (my|our) NAME
TAKE .. (me|us|myself|NAME|him|her|NUMBER) .. (off|out) SOFT{0,6} >
TAKE .. (me|us|it|myself|NAME|NUMBER) .. (off|out|from) _{0,4} (LIST|MANY)
(me|us|NUMBER|name|want|get|get _|be|stay) (off|from) FILLER{0,3} LIST SOFT{0,3} >
<< SOFT{0,2} off (your|this|the|of) .. LIST ; (my|this|our) _{0,2} NAME .. (be|is|gets|was|been)? ERASED
(get|got|been|be) .. ERASED .. (from|off) .. LIST
(please|WRONG _{0,2}|NUMBER) (remove|delete|unsubscribe) SOFT{0,3} > ; want (off|out) (>|of|now|your|this|the)
(keep|leave) (me|us) (off|out of) .. (LIST|this|it|these|TEXTS)
< SOFT{0,4} (unsubscribe|unsub|optout|opt out) SOFT{0,4} > ; (unsubscribe|unsub|unsubscribing) !(from)
(unsubscribe|unsub|unsubscribing|unsubscribed) .. from .. (TEXTS|LIST|THIS|everything|here|this|>)
(opt|opting|opted) .. (me|us|my _|this _|my|number)? .. out (!(of)|of ..
    (TEXTS|LIST|THIS|all|everything|NUMBER|>))
(already|have|been|ve|ive|i) unsubscribed !(from)
mind (not .. TEXTING|_{0,2} STOP .. TEXTING|ERASE .. (me|us|my|our|this))
no right .. to .. (TEXT|contact|WRITE)
ASKED (you|yall|ya) !(when|how|where|what) _{0,4} (no more|nomore|to STOP|STOP|not to) SOFT{0,3} >
<< SOFT{0,3} (remove|take|removed) (from|off) (your|the|this)? .. LIST SOFT{0,3} >>
(me|us) off .. (here|this|these) SOFT{0,3} > ; (if|when) (you|u|yall) _{0,2} TEXT .. (me|us|NUMBER) .. again
(told|said|say) _{0,4} (dont|do not) want (these|those|your|TEXTS) ; << SOFT{0,3} removal SOFT{0,3} >>
no _ (at|on|with) (this|my) (number|phone)
(nobody|noone|one) (named|called|by) _{0,4} (here|number|phone|stop|,|>)
<< SOFT{0,3} zero .. MANY SOFT{0,3} >> ; (over|hate|hating) .. (these|your|ur|those) .. MANY
(MANY|THESE) .. (is|are|r) .. (unwanted|unwelcome|unsolicited|(not|never) .. (welcome|wanted|appreciated))
(unwanted|unsolicited|unwelcome) .. MANY ; STOP (trying|tryin) .. to _{0,1} (TEXT|sell|reach|WRITE)
s t o p .. (TEXTING|TEXTS|>) ; (means|word) stop SOFT{0,3} > ; << SOFT{0,3} (stop|quit) or (i|ill|im|we|else)
(one|1) more .. (TEXTS|TEXT) (and|or|,) (i|ill|im|we|your|you)
(if|when) (i|we) (get|receive|recieve|see) _{0,4} (TEXTS|TEXT) (_|,){0,8} LAW
TEXTS (to|on|at) .. NUMBER .. (stop|cease|end)
LACK FILLER{0,3} WISH .. (to|2)? (be)? .. part of (this|these|it|your)
(revoke|revoking|withdraw|withdrawing|rescind|rescinding|remove|cancel|removing) _{0,4} CONSENT
    (!(on|for|slip|form)|for .. (TEXTS|TEXTING|contact))
CONSENT _{0,4} (revoked|withdrawn|rescinded|denied) ; (no|not) .. CONSENT to (TEXT|TEXTS|be)
(cancel|end|terminate|stop) .. TEXTS subscription ; cancel .. (my|me|all) .. TEXTS
~HELD leave (me|us) .. (alone|be) SOFT{0,4} > ; leave (me|us) the (fuck|hell|heck) alone ; let me be >
leave alone > ; < SOFT{0,3} WRONG (number|num|nbr|numba|numb) SOFT{0,6} >
(you|u|youve|uve|youre|ur|this|its|have|got|texting|think|reached|texted|that|think|messaging|contacting|contacted)
    .. (is|a|got|have|has)? .. WRONG WHOM
(this is|its|thats) not (my|his|her|their|_) number ; < SOFT{0,5} (BARE|opt out) SOFT{0,5} >
(ASKED|want|like|need|told) .. (you|u|yall|it|THIS|TEXTS|ya) .. to? (please|just)?
    (stop|quit|cease|unsubscribe) SOFT{0,4} >
(you|u|yall) (can|may|should|need to|must|have to|better|gotta|could|all need to) .. (stop|quit) SOFT{0,4} >
(can|could|will|would|wont|cant) (you|u|yall|we|they) .. (stop|quit) SOFT{0,4} >
make .. (it|THIS|TEXTS) .. stop ; (this|it|THIS) .. (must|needs to|has to|have to|need to) .. (stop|end)
i (said|say|repeat) stop
(text|reply|replied|replying|texted|sent|send|said|saying) .. stop (and|but|already|_ times|_ _ times|SOFT)
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
(block|blocking|blocked) (this|your|ur) NUMBER ; (dont|donot|do not) (you|u) (dare|ever|even|bother) .. TEXT
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
TEXT (me|us) again (and|or) .. (i|ill|im|we) ; << SOFT{0,2} (dont|do not) (call|phone|ring|email) SOFT{0,3} >>
(put|add|place) (me|us|NUMBER|this number|my number) .. (on|to) .. (dnc|(do|no) not? (call|contact|text))
    list?
(if|until) you dont .. stop ; no (need|use) (for|of) .. MANY ; knock it off SOFT{0,3} (>|with)
leave (me|us|my _) alone >
STOP .. using .. (my|this|our) NUMBER ; (NOT|do not) use .. (my|this|our) NUMBER .. (>|AGAIN)
no more _{0,1} MANY SOFT{0,3} > ; << SOFT{0,3} (LIST|NUMBER|subscription)? removal (request)? SOFT{0,3} >>
(i|we) (NOT|do not|wont|never|cannot|cant|LACK) .. (accept|want|take|do) .. _{0,1}
    (MANY !(transfer|transfers|me|you|with|about|for|if|when|until|on))
(keep|kept|been|already|am|im|still) (texting|sending|replying|typing|saying|writing|answering) .. stop _{0,2}
    (and|but|yet|still|times|>)
<< SOFT{0,3} (reported|reporting|marked|marking|flagged|flagging) (you|this|it|your NUMBER|u)? as?
    (spam|junk) SOFT{0,3} >>
<< SOFT{0,3} (blocked|blocking|reported|reporting|deleted) (and|n|,) (blocked|blocking|reported|reporting)
    SOFT{0,3} >>
<< SOFT{0,3} (cancel|end|stop|terminate|discontinue) (the|this|your)? subscription SOFT{0,3} >>
<< SOFT{0,3} (no|zero) FILLER{0,2} MANY (REST|MANY|TEXTING){0,5} >>
no (need|reason|point|use|sense) REST{0,3} (TEXTING|SENDING) ; ~I (NOT|do not) REST{0,3} use REST{0,2}
    NUMBER REST{0,3} >
~I (STOP|NOT) REST{0,4} (TEXTS|TEXTING) (service|alerts|messages) REST{0,5} (>|NUMBER)
< REST{0,4} ERASE FILLER{0,2} (his|her|their)? (NUMBER) REST{0,3} > ; (me|us) (out|off) of REST{0,2} MANY
(dont|do not|donot|didnt|never) (have|had|got|given|gave|give) .. CONSENT .. to .. (TEXT|WRITE|SEND)
(remove|take|drop|delete) (him|her|them|his NAME|her NAME) .. (off|from) .. LIST
<< SOFT{0,3} no (text|txt|msg|sms|messages) SOFT{1,3} >>
~I STOP .. (SENDING|with)? .. _{0,2} BULK SOFT{0,3} >
(NOT|do not|never) (include|add|put|enroll|sign|subscribe) (me|us|this number|my number) (on|in|to|up|for)
    _{0,3} (LIST|BULK)
"""

DOUBTS = """
how (do|can|to|would|could|should|come|does|did|i)
(should|did|do|does|if|can|when|why|may) i !(have|need|be|please|get) ; what (happens|if|do|is|does|number)
HE .. SAID ; (if|when) (you|u) (TEXT|SEND) !(me again|us again|again|this number again)
(accident|accidentally|mistake|mistakenly|accidently) ; TEXT .. (only|instead|rather)
(me|us|TEXTING|TEXT|SENDING|TEXTS) .. (until|till|during|while|tonight|tomorrow|before|after
    !(this|that|now|today)|at !(this|my)|today)
right now SOFT? _{0,3} later ; but (keep|still|i (still|do|want)) ; except ; just (kidding|joking) ; lol jk
(cant|cannot|wont|doesnt|couldnt) .. (get|make|seem) _{0,4} (to)? (stop|quit) ; jk
LACK _{0,2} WISH _{0,5} (right now|at the moment|today|tonight|this week|yet)
(NOT|do not) .. (TEXT|SEND) .. !(on my|on this|at my|at this) TIME
"""

UNCLEAR = """
gtfo ; shut it off ; one more of (these|your) TEXTS ; not .. (interested|intrested|intersted) !(in)
(interested|intrested) in .. (THIS|TEXTS|anything|your|>) ; no .. (interest|longer interested)
(uninterested|disinterested)
<< SOFT{0,3} (thats|had|ive had|i have had|it is|thatll be)? enough SOFT{0,4} >>
< enough (already|is enough) ; << SOFT{0,2} (never|not) (again|anymore|more) SOFT{0,2} >> ; spam >
(this|you|u|its|youre) .. (spam|spamming|spammer|spammers|harassment|harassing|scammer)
(reported|reporting|report) (you|u|yall|spam|as spam|this (number|as|spam|text)|your)
(my|an|our) (lawyer|attorney) ; _ stop >> ; ~a STOP _{0,6} (TEXTS|TEXTING|WRITE)
(no|not|NOT|never|without) _{0,3} (more|further|longer|anymore) _{0,3} (TEXTS|TEXTING|WRITE|contact)
(TEXTS|TEXTING) _{0,6} (stop|end|cease|quit) ; (TEXTS|TEXTING|TEXT) _{0,3} (too|so|very|way) (much|many|often)
text .. a lot ; (not|no longer|aint|isnt) (a|your|ur) (customer|client|patient|member)
(texts|messages|texting) _{0,4} (annoying|nuts|crazy|insane|ridiculous)
(pause|hold off|break from) .. (TEXTS|TEXTING|for a while|>) ; << pause please? >>
(TEXT|WRITE) (me|us|NUMBER) .. (again|anymore) ; << SOFT{0,3} (can|could) (you|u|yall) .. not SOFT{0,3} >>
(these|those|ur) (texts|messages|msgs|txts|ads|promos) ; (do not|NOT) reply to .. NUMBER
(off|from) your .. LIST
(remove|removal|removed|delete|deleted|removing|deleting) .. (my|our|this) .. (number|num|phone|cell)
(no longer|longer|dont|not|never) (want|wish|need|desire) _{0,5} (TEXTS|TEXTING|communication)
(remove|erase|delete|take|unlist|scrub) _{0,3} (my|this|our) _{0,2} NAME _{0,3} (from|off|out)
<< SOFT{0,3} (blocked|blocking) SOFT{0,3} >> (sue|suing) (you|u|yall) ; (fcc|ftc|crtc|casl|tcpa)
TEXTS .. _{0,4} (police|illegal|reported)
(didnt|never|not|dont|havent) .. (remember)?
    (sign|signed|signing|subscribe|subscribed|opt|opted|register|registered|agree|agreed|ask|consent|authorize|consented|request|requested|give|gave)
    .. (up|in|you|CONSENT|TEXTS|for (this|these|TEXTS|that|any|your))
(cant|cannot|wont|doesnt|couldnt) _{0,5} (to)? (stop|quit|unsubscribe|unsub|opt)
(wont|doesnt|didnt|never) stop .. (TEXTS|TEXTING|SENDING) ; STOP .. (TEXTING|SENDING|TEXT)
(unsubscribe|unsub|unsubscribed|unsubscribing|optout) ; (opt|opted) out (!(of)|of _{0,4} (TEXTS|LIST|THIS))
(NOT|do not|asked not|told not) .. (TEXT|SEND|TEXTING|bother|disturb) ME
< SOFT{0,3} (NOT|do not) (TEXT|disturb|bother|SEND) SOFT{0,3} > ; (too|so) (many|much) .. MANY
(keep|still|kept) .. (getting|receiving|recieving) .. TEXTS
(you|u|yall|yous) (keep|still|kept) .. (TEXTING|sending)
(dont|do not|no longer) FILLER{0,3} (want|need) .. (THIS|any|anything|more) >
LACK FILLER{0,3} WISH _{0,6} (TEXTS|TEXT)
<< SOFT{0,3} (fuck|f|screw|fck|fuk|fk|f k) (you|u|yourself|off|this|outta|_) SOFT{0,3} >>
<< SOFT{0,2} shut SOFT{0,3} up SOFT{0,3} >> ; < SOFT{0,3} never (again|ever) > ; fuck (off|outta|out)
piss off ; (remove|delete|erase|drop|take) .. (me|us|my _|this number) .. (off|from) ; MANY .. (stop|end) >
(do not|dont) want SOFT{0,2} >> ; << SOFT{0,2} _{0,1} (stop|unsubscribe) SOFT{0,3} >>
stop .. (please|thanks|now) ; stop doing (this|that|it)
(want|like|need) .. to (end|stop|quit) (this|these) > ; (me|name|number|us) (off|from) .. LIST
(not|isnt|aint) .. (the|that)? (right)? (person|number|WHOM) .. (you|u|anymore|looking) ; not my number
(doesnt|no longer|longer) .. (live here|this number|have this|has this|number)
(you|u) _{0,3} wrong (number|person) ; (stop|stopping) (me|us)
(how|why) .. (do|can) i .. (STOP|end|cancel) .. (TEXTS|TEXTING|SENDING) ; do not call
(cancel|end|stop|terminate) .. (my|the|this)? subscription
(NOT|do not|no|never|nomore|quit|stop|refuse|decline|LACK) _{0,4}
    (texts|messages|msgs|txts|sms|texting|txting|messaging|reminders|promos|promotions|coupons|ads|notifications)
(TEXTING|texts|messages|sms) _{0,1} (me|us)? ,? (not|no|NOT)
    (please|pls|welcome|wanted|allowed|ok|okay|thanks)
(NOT|do not|never) _{0,2} (me|us) _{0,3} (texts|messages|LIST)
"""

FOR_SUPPORT = """
(who|whos|whose) .. (is|are|dis|r|the|tf) .. (this|that|you|u|dis|number|>) ; who (dis|this|u|r|are|is)
whos (this|dis|that|texting) ; new phone ; is (this|it) .. (scam|spam|real|legit|bot|human|robot)
how _{0,3} (get|got|have) .. (my|this) .. (number|info)
(talk|speak|chat) .. (to|with|2) ..
    (human|person|someone|agent|rep|manager|operator|representative|somebody|anyone)
(real|actual|live) (human|person|agent) ; more (info|information|help) ; help me
<< what .. (is|are|was) (this|these|that) _{0,2} >>
"""

FOR_A_CALL = """
(CANCEL|move|change|push) .. _{0,3} VISIT ; VISIT .. (cancelled|canceled|cancel|moved|rescheduled)
(need|want|have) .. to CANCEL >
"""

ENGLISH = Language(
    code="en",
    opt_out="stop stopall quit end revoke optout cancel unsubscribe unsub remove",
    help="help",
    courtesies="please, pls, plz, plse, kindly, no thanks, thanks, no thank you, thank you, thx, thnx, ty, "
    "right now, now, immediately, asap, ok, okay, just, sorry, sir, maam, i said, hey, hi, "
    "hello",
    words=WORDS,
    common=COMMON,
    idioms=IDIOMS,
    requests=REQUESTS,
    doubts=DOUBTS,
    unclear=UNCLEAR,
    for_support=FOR_SUPPORT,
    for_a_call=FOR_A_CALL,
    spelled=SPELLED,
    misspelled=MISSPELLED,
    real=REAL,
)
