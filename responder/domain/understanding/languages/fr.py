"""French, of Québec and of France: its keywords, and how people end texts in it. See `language.py`."""

from responder.domain.understanding.languages.fr_words import ENDINGS, REAL, SPELLED, WORDS
from responder.domain.understanding.languages.language import Language

IDIOMS = """
(recu|eu) PAS .. TEXTS
(n|ne) (me|m|nous) TEXTER pas , (mais|plutot)? (textez|texte|ecrivez|ecris|envoyez|un texto|par texto)
(arret|arrets) (de|d|du) (bus|autobus|travail|metro|tram|la|l|maladie|cardiaque|moteur)
(l|un|mon|son|prochain|d|en) arret ; (arretez|arrete|arreter|arretes) (vous|toi|nous)
(sans|s) (arret|arreter) ; (m|t|s|nous|se) (arreter|arrete|arretez|arretes) ; arrete pas ; stop ou encore
(point|non) stop ; (arretez|arrete|arreter|cessez|n arretez|n arrete) (pas|jamais)
(n|ne) (arrete|arretez|arreter|cessez|cesse|desabonnez|desabonne) (pas|jamais)
(ne|n) (me|m|nous)? (desabonnez|desinscrivez|retirez|enlevez|enleve|retire) pas _{0,3}
(je )? ne (veux|souhaite|voudrais) pas (me)? (desabonner|desinscrire) ; liste d attente
liste (de|des) (prix|courses|pieces|travaux|invites) ; (attente|prix) liste ; (mauvais|faux) numero de
plus de (details|detail|renseignements|informations|information|infos|precisions)
(je|j ai|j|ai) _{0,3} (mauvais|faux) numero ; (envoyez|envoie|envoyer|faire|ecrivez) moi !(PLUS)
en (tout|cas) cas ; (vous|tu) (m|nous|t)? (avez|as) .. RETIRER _{0,4} ; pourquoi _{0,3} RETIRER _{0,5}
~que (vous|tu) (ne|n) (me|m|nous) TEXTER PLUS > ; (pourquoi|comment ca) .. (vous|tu|je|j) _{0,4} PLUS _{0,4}
(je|j|on|nous) (n|ne)? (recois|recoit|recevons|recoi) PAS _{0,4}
(n|ne) (perdez|perds|effacez|supprimez|oubliez|bloquez) pas _{0,3}
(je|j) .. (me|m) .. (suis|etais|etait) (trompe|trompee) _{0,3}
(avocat|avocate) _{0,3} (veut|copie|facture|besoin|demande) ; plus tard
(PAS|STOP|desabonner|desabonnez|cessez) _{0,3} COURRIELS ...
    ((juste|seulement|plutot|gardez|mais|par|continuez|que|garder|prefere|prefererais|aime) .. ECRITS|ECRITS
    .. (seulement|ok|parfait|mieux|plutot|correct|bien|c))
(n|ne) (m)? TEXTER pas ,? (mais|plutot)? (textez|texte|ecrivez|ecris|envoyez|un texto|par texto)
(repondez|repondre|envoyez|textez|texter|reponds) (stop|arret) (pour|au|a) _{0,3}
(oubliez|oublie|oublier|hesitez|hesite) (pas|surtout pas) (de|d|a)
(feu|feux|lumiere|lumieres|temoin|panneau|bouton) (de|d)? (stop|arret)
(ne|n)? (arrete|arretez|arreter|cessez|cesse|cesser) (surtout|vraiment|jamais) (pas|jamais)?
(est|quand|date|avant|apres|vers|jusqu a|pour|c est|jusque) (a|quoi|quand)? la fin (de|du|des|d)
(je|j) _{0,2} (arreter|arrete|cesser|cesse|arretes) .. de (vous|t|te) TEXTER
STOP .. de .. (m|me|nous) (appeler|appelez|telephoner|rappeler|appel) (_|,){0,3}
    (textez|texte|ecrivez|ecris|envoyez|envoie)
VOULOIR (pas|point|aucunement) (me|nous|m)? (desabonner|desinscrire|annuler)
(n|ne) (l|le|la|les) (envoyez|envoie|envoyer|appelez|appelle) pas ; plus (d|de)
    (info|infos|detail|photos|temps) ; STOP tout , (je|j|c) _
(mauvaise) personne (desole|desolee|lol|haha) ; (desole|desolee|oups|oops) _{0,2} (mauvaise) personne
(je|j|n|on) _{0,1} (ai|avons|a) PAS (encore|toujours|pas)? (recu|eu|vu|de|d|lu) .. TEXTS
PAS (encore|toujours)? (recu|eu) .. TEXTS
"""

REQUESTS = """
(demande|demandons|exige|exigeons) .. (arret|cessation|fin) .. (des|de|d) .. TEXTS
(ne|n) (me|m|nous) TEXTER rien ; << SOFT{0,3} PAS (de|d) .. TEXTS TEXTS SOFT{0,3} >>
(resilie|resilier|resiliez) .. (les|vos|le|mes) .. TEXTS
(tannants|tannant|fatigants|fatigant|achalants) .. (avec)? .. TEXTS
(ecrit|repondu|envoye|texte|dit) .. STOP _{0,3} et (vous|tu|je)
(prochain|prochaine|autre|encore un) .. TEXTS (_|,){0,6} MENACE
(sacrez|crissez|foutez|fichez|calissez|sacre) (moi|nous) .. (paix|patience)
<< SOFT{0,2} (stop|arretez|arret|arrete) (svp|stp|merci) (>|j|c|je|de|TEXTS|vos|les)
~TU STOP .. (de|d|avec)? .. (me|m|nous)? (TEXTER) !(la|le|l) ; STOP .. MTEXTER
STOP .. (avec|les|ces|vos|tes|ses|de|tous|des|l|la)+ .. TEXTS ; STOP .. TEXTS > ; STOP TEXTS
STOP .. (m|me|nous) TEXTER ; STOP .. tout .. (ca|cela|TEXTS|SOFT{0,3} >>) ; STOP .. (ca|cela) > ; STOP le spam
< SOFT{0,5} BARE SOFT{0,5} > ; << SOFT{0,4} (fin|stop|arret) SOFT{0,4} >>
TEXTER (moi|nous) .. (pu|pus|jamais) ; TEXTER (moi|nous) plus SOFT{0,2} >
(lachez|crissez|sacrez|foutez|donnez) (moi|nous) .. patience
VOULOIR .. (a)? etre
    (retire|retiree|enleve|enlevee|desabonne|desabonnee|desinscrit|desinscrite|supprime|efface|radie)
    SOFT{0,3} >
VOULOIR PAS? .. rien .. (recevoir|savoir|entendre) ; (refuse|refusons) .. (de|d)? .. (recevoir|TEXTS|ETRE)
(exige|exigeons|demande|demandons) (que|qu|le|la|l|de|d|a) _{0,3}
    (cessez|cessiez|cesse|arretiez|arrete|retrait|suppression)
autorise PAS _{0,4} (numero|TEXTS|TEXTER)
< SOFT{0,3} ne PAS (contacter|texter|ecrire|envoyer|deranger|solliciter|relancer|recontacter|communiquer)
    (>|SOFT|ce|de|a|sur)
<< SOFT{0,3} PAS (de|d) .. TEXTS par .. (TEXTS|sms) SOFT{0,3} >>
(fini|finis|finit|termine) .. (les|avec|de|vos|des) .. TEXTS ; ca va faire
(ecoeuree|ecoeure|fatigue|fatiguee|tanne|tannee|saoule|saoulee|tannes) .. (de|par|d) .. (TEXTS|RECEVOIR)
TEXTS _{0,3} (bienvenus|bienvenue|indesirables|indesires|desires|sollicites)
(bloquez|bloquer) .. (mon|notre|ce) .. NUMERO
(resilie|resilier|resiliez|annulez|annuler|annule) .. abonnement .. (a|aux|au|de) .. TEXTS
STOP (a|au|aux) .. (TEXTS|harcelement|spam) ; (repondu|ecrit|dit|envoye|texte) .. STOP _ fois
(me|m|nous) .. (laisse|laissiez|laissez|laisser|foutiez|foute) .. (tranquille|tranquilles|paix)
(lachez|lache|lachent) (moi|nous) un peu ; << SOFT{0,2} (degagez|decrissez|decalissez|decrisse) SOFT{0,3} >>
(interesse|interessee|fatigants|fatigant|tannants|achalants|harcelement) (STOP) SOFT{0,3} >
numero _{0,3} appartient PAS ; (pas|plus|personne) _{0,4} a ce numero
PAS besoin .. (de|d) .. (m|me|nous)? !(appeler|rappeler|repondre|telephoner) TEXTER ; STOP ou
    (je|on|sinon|j) ; (m|me) TEXTER PLUS
(oppose|opposons) .. (a|au) .. (recevoir|TEXTS|ETRE|utilisation|traitement|l)
VOULOIR PAS .. (etre|figurer|rester) .. sur .. LISTE
(suppression|retrait|desinscription|radiation) (de|du) .. (mon|mes|ce|notre) .. NUMERO
(suppression|retrait|desinscription|radiation) .. de .. LISTE ; STOP .. de .. (lui|leur|l|les) TEXTER
RETIRER .. (son|leur) NUMERO ; numero (_|,){0,8} RETIRER SOFT{0,3} >
(gueule|suffit|spam|assez|harcelement|marre|pourriel) STOP SOFT{0,4} >
(dire|dit|ecrit|repondu|repeter|demande|envoye|texte) .. STOP SOFT{0,3} (>|et|mais)
(pouvez|pourriez|peux|peut|pourrais|voulez|veux|allez|vas) (vous|tu)? .. STOP SOFT{0,4} >
(vous|te|vos) .. (bloque|bloquer|bloquerai|bloquee) ; << SOFT{0,2} (je|jvous)? bloque SOFT{0,2} >>
(annulez|annuler|annule|desactivez|desactiver) .. (les|vos|ces|la|tous|le) .. TEXTS
(mettez|mets|mettre|met|mettrez) .. fin .. (a|au|aux) _{0,2} (TEXTS|inscription|abonnement|envois)
<< SOFT{0,3} a? (retirer|enlever|supprimer|enlevez|supprimez|effacez|radiez) SOFT{0,3} >>
PAS .. (envi|envie|gout) .. (de|d|des) .. (recevoir|TEXTS|ETRE|lire)
VOULOIR PAS .. (en)? .. (recevoir|recois) ; VOULOIR PAS .. (que|qu) _{0,3} TEXTER
en VOULOIR PAS (de|des) .. TEXTS
(ras le bol|ras le cul|plein le dos|ecoeurant|tanne) .. (de|d|avec) .. TEXTS
(deja) .. (desabonne|desinscrit|desabonnee|desinscrite|retire)
(MENACE) (_|,){0,6} si (vous|tu|ca|on) _{0,4}
    (TEXTER|continuez|continue|recois|arretez|arrete|cessez|message|texto)
si (vous|tu|je|ca|on) _{0,6} (TEXTER|continuez|continue|recois|arretez|cessez|TEXTS) (_|,){0,6} MENACE
(fait|faire|faites) (en sorte|attention) (que|de) .. (ne|n) .. PLUS
(ne|n)? (me|m|nous)? .. TEXTER PLUS (rien|>|TEXTS|de|d|sur|a|SOFT|ici|svp|ni)
(ne|n) (me|m|nous) .. TEXTER PLUS ; MTEXTER PAS ; (ne|n) .. PLUS (me|m|nous) TEXTER
(ne|n) PAS TEXTER (me|moi|ce|TEXTS|a) ; (ne|n) TEXTER PLUS ; ~TU (ne|n) (me|m|nous) TEXTER pas >
~TU (ne|n) (me|m|nous) TEXTER PAS .. (TEXTS|ca) ; PAS (me|m|nous) (TEXTER) (svp|>|TEXTS)
(lachez|lache|laches) (moi|nous) (>|avec|SOFT)
(lachez|lache|laches|laissez|laisse|laisses|fichez|foutez|fiche|fous|foutre|ficher) (moi|nous|me|m) ..
    (la|en|tranquille|tranquilles|paix)
(PAS|assez|zero) (de|d|des)? .. TEXTS SOFT{0,4} > ; (PLUS|assez|marre) (de|d|des) (vos|ces|tes) .. TEXTS
(plus|jamais|aucun) .. TEXTS .. (svp|merci|de votre|s il)
(marre|assez|tanne|tannee|ecoeure) .. (de|d|des) .. (TEXTS|RECEVOIR)
(VOULOIR|souhaite) PAS .. (que)? _{0,2} (TEXTS|ETRE|TEXTER|(RECEVOIR .. (TEXTS|ca|rien|ETRE|vos|ces|>)))
(VOULOIR|pouvez|merci|veuillez|priere|svp|peux|pourriez|voudrais) .. (de)? .. ne PAS ..
    (RECEVOIR|etre|TEXTER|ETRE|MTEXTER)
ne PAS .. (me|m|nous) (TEXTER) ; (interesse|interessee|interesses) .. (par|a)? .. (TEXTS|recevoir)
VOULOIR .. (que) _{0,3} (cesse|cessiez|arrete|arretiez|cessent|arretent|stop)
VOULOIR .. STOP .. (de|d)? .. (RECEVOIR|TEXTS) ; STOP .. (de|d) .. recevoir
UNSUB (moi|nous|me|mon|SOFT{0,3} >|de|svp|du|s|a|immediatement)
(me|m|nous|VOULOIR|veuillez|se|mon|veux|le|comment) .. UNSUB ; < SOFT{0,4} UNSUB
RETIRER (moi|nous|me|m) SOFT{0,4} >
RETIRER (moi|nous|me|m) .. (de|d|des|du|ca|cela|votre|vos) _{0,4} (LISTE|TEXTS)
RETIRER (moi|nous) (de|d) (la|ca|cela|votre|vos|cette|tout) >
(me|m|nous) .. RETIRER .. (de|d|des|du|votre|vos|la|cette|ces) _{0,3} LISTE ; (me|m) RETIRER >
RETIRER .. (mon|notre|mes|ce|nos|le) .. NUMERO
(mon|notre|mes|ce) NUMERO .. (soit|de|d|a|etre)? .. (RETIRER|ETRE|LISTE)
(etre|suis) .. ETRE (de|des|du) .. LISTE ; RETIRER .. de .. LISTE SOFT{0,2} > ; perdez (mon|ce) NUMERO
perds (mon|ce) NUMERO ; (retire|retirer|revoque|revoquer|annule) .. (mon|notre) consentement
PAS (abonne|abonnee|inscrit|inscrite)
(mauvais|faux|mauvaise|pas le bon|pas la bonne) (numero|personne|num|no)
(trompez|trompe|trompes|erreur) .. (de|d) .. (numero|personne|destinataire)
<< SOFT{0,2} (va|allez|foutez|fous|fiche|fichez|degage|degagez|casse|decrisse|decalisse) ..
    (chier|foutre|camp|toi|vous|>)
(va te faire|allez vous faire) ; degagez > ; oubliez moi ; oublie moi ; bloque (ce|votre) numero
(merci|priere|svp|demande|dit|prie|priez|demander|dis|aimerais|voudrais|veux|supplie) .. (de|d)? STOP
    SOFT{0,4} >
(VOULOIR|veux|veu) (pu|pus|plus) .. TEXTS ; (ca suffit|assez|marre|basta) .. (les|de|avec)? .. TEXTS
(ne|n) PAS TEXTER .. (de)? .. TEXTS ; ne PLUS recevoir ; PAS besoin (de|d) .. TEXTS
(interdis|defends|autorise pas) .. (de|d|a) .. TEXTER ; << SOFT{0,2} plus rien SOFT{0,2} >>
<< SOFT{0,3} (annuler|annulez|annule|resilier|resiliez|arreter|arretez|cesser) (l|cet|cette|le)?
    (abonnement|inscription) SOFT{0,3} >>
PAS _{0,3} (permission|autorisation|accord|consentement|droit) .. (de|d|pour)? .. (m|me|nous)? TEXTER
TEXTS _{0,5} (bienvenus|bienvenue|indesirables|desires|sollicites|apprecies)
(inutile|peine|necessaire) .. (de|d) .. (m|me|nous)?
    (recontacter|relancer|contacter|ecrire|texter|solliciter|reecrire|spammer|achaler) .. SOFT{0,3} >
(diable|chier|foutre|merde|cul|enfer) .. avec .. TEXTS
no more .. TEXTS SOFT{0,3} > ; (remove|removez|delete|deletez|unsubscribe|take) (moi|nous) ; << SOFT{0,3}
    (demande de)? (retrait|suppression|radiation) SOFT{0,3} >>
(ecris|ecrit|dis|dit|repete|envoie|demande|reponds|texte|mets) .. STOP SOFT{0,3} (>|et|mais)
VOULOIR .. etre ENLEVE (SOFT{0,3} >|.. (de|d|des) .. LISTE) ; etre ENLEVE .. (de|d|des) .. LISTE
NUMERO ... RETIRER (le|la|les) SOFT{0,3} > ; (m|me|nous) RETIRER (de|d) (la|ca|cela|ici) SOFT{0,2} >
(suis|etais|ai) .. (desabonne|desabonnee|desinscrit|desinscrite) _{0,5} (et|mais|,) _{0,3}
    (encore|toujours|continue|continuez)
(decrissez|decrisse|decalissez|decalisse|degagez|degage) .. (de|d|avec) .. (NUMERO|TEXTS)
<< SOFT{0,3} veuillez STOP SOFT{0,3} >>
<< SOFT{0,3} PAS (de|d)? TEXTS (svp|stp|merci)
<< SOFT{0,3} STOP SOFT{0,2} (c est|vous etes|j suis|je suis)
    (fatiguant|fatigant|achalant|tannant|agacant|gossant|derangeant|trop|assez|lourd|penible|tanne|tannee)
"""

DOUBTS = """
comment ; (IL) .. m? .. (dit|demande) ; (pas|sauf) (maintenant|aujourd|ce soir|demain|tout de suite)
(TEXTER|TEXTS) .. (TEMPS) ; est ce que (je|on|c|ca) ; sauf
(textez|texte|ecrivez|ecris) moi (plutot|seulement) ; par erreur ; (peux|puis|arrive) .. pas
quoi (faire|repondre)
"""

UNCLEAR = """
(pas|plus|pu|aucunement|non) .. (interesse|interessee|interesses|interresse) !(par|a)
ca (ne )?(m )?interesse (pas|plus) ; (aucun|pas|plus) d? interet
(annuler|annulez|resilier|resiliez|canceller) .. abonnement !(au|a|aux|du) ; (m|nous) interesse .. (pas|plus)
<< (ok|non|la|bon|svp|merci|bonjour|et)? (ca|c)? (est|en est)? (assez|suffit|basta) (svp|la|maintenant)? >>
(c est|du) .. (spam|harcelement|pourriel) ; << SOFT{0,2} (spam|spams|pourriel) SOFT{0,2} >>
(ferme|fermez|ta|vos) (la|ta|vos)? (gueule|gueules)
(jamais|pas) .. (inscrit|inscrite|abonne|abonnee|demande|donne|consenti|accepte|autorise) ..
    (a|ce|ca|mon|TEXTS|de|>)
UNSUB ; (ne|n) .. TEXTER (pas|plus|jamais) !(l|le|la|les|mon|ma|mes|un|une|d|ca) ; STOP .. (de|d) (me|m|nous)
(plus|pas|jamais) .. (me|m|nous) TEXTER ; VOULOIR (plus|pas|jamais) .. (ca|cela|rien|de) >
VOULOIR (plus|pas) .. (TEXTS) ; RETIRER (moi|nous) (de|d) (vos|votre|cette|tes)
TEXTER (moi|nous) (plus|pas|jamais) > (porter|porte) plainte ; pas la (bonne )?(personne|bonne)
(trop|autant|tant) (de|d) TEXTS ; STOP .. TEXTS ; foutez .. paix ; (mon|le) avocat ; crtc ; lcap
MENACE (_|,){0,4} si ; (porter|porte) plainte ; (recois|recoit) (encore|toujours) .. TEXTS
en VOULOIR PLUS SOFT{0,2} > ; (arrete|arretez|arreter|cesse|cessez|cesser|finissez) _{0,5} (TEXTS|TEXTER)
PAS .. (de)? .. (VOULOIR|besoin|envie) _{0,5} TEXTS ; VOULOIR PAS _{0,5} (TEXTS|TEXTER)
(trop|tellement|autant|beaucoup) .. TEXTS ; TEXTER .. (beaucoup)? trop ; plus client ; ces TEXTS
RETIRER (moi|nous) SOFT{0,3} > ; PAS _{0,2} (intention|envie) .. (de|d) _{0,3} TEXTS ; pas de _{1,2} ici
(n|ne) _{0,2} (vis|habite|habitons|travaille) PAS ; plus cliente ; _ (arretez|cessez) >>
RETIRER _{0,3} (liste|listes|fichier|base|repertoire) ; deja achete ; m avez (mal|trompe) ; ~a bloque >
<< SOFT{0,2} (plus|plus jamais|jamais) SOFT{0,2} >>
(PAS|aucun|aucune|zero|refuse|STOP) _{0,4}
    (textos|texto|messages|sms|msg|promos|pub|pubs|publicite|notifications|rappels)
(textos|messages|sms|pub|pubs|promos) _{0,1} ,? (non|pas) (merci|svp|desires|voulus|demandes)
"""

FOR_SUPPORT = """
(c est|est ce|etes|est|es|qui) .. qui ; qui (est|etes|es|c|m|parle|ecrit)
(a|avec) .. (une|un|vraie) .. (personne|humain|agent|conseiller|quelqu un|responsable)
(parler|discuter) .. (quelqu|humain|personne|conseiller|agent) ; (c est|est ce) .. (une)? (arnaque|fraude)
(comment|ou) .. (avez|as) .. (eu|obtenu|trouve) .. (mon|ce) .. numero
plus (d|de) (info|infos|informations|information) ; (besoin|aidez|aide) .. (d|moi|de) .. (aide|moi)?
"""

FOR_A_CALL = """
(ANNULER) .. _{0,2} RDV ; RDV .. ANNULER ; (dois|veux|voudrais|faut) .. ANNULER >
"""

FRENCH = Language(
    code="fr",
    parts_apostrophes=True,
    opt_out="arret arrete arreter arretez arrett desabonner desabonnement desinscription desinscrire",
    help="aide",
    courtesies="svp, stp, s v p, s il vous plait, s il te plait, non merci, merci, maintenant, tout de "
    "suite, de suite, veuillez, immediatement, bonjour, bonsoir, allo, ok",
    words=WORDS,
    common="de la le les l d je tu vous il a est et no me que qui pas ne n plus un une des en ce ca c "
    "moi m pour dans sur du au mon ma mes y si par avec tout non oui bien merci ou suis nous "
    "votre vos bon faire avoir etre plait s j ai on stop",
    idioms=IDIOMS,
    requests=REQUESTS,
    doubts=DOUBTS,
    unclear=UNCLEAR,
    for_support=FOR_SUPPORT,
    for_a_call=FOR_A_CALL,
    endings=ENDINGS,
    spelled=SPELLED,
    elided="j m d n l qu t s",
    misspelled="desabonner desabonnez desabonnement desinscrire desinscrivez arretez messages envoyer "
    "recevoir",
    real=REAL,
)
