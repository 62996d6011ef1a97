"""French, of Québec and of France: its keywords, and how people end texts in it. See `language.py`."""

from responder.domain.language import Language

WORDS = """
STOP: arret arrets arrete arreter arretez arretes stop stoppe stopper stoppez stopez cesse cesser cessez
    finissez finis arretons cessons suspendez suspendre interrompez interrompre arretee arretent arreterez
    cesserez bloquer bloquez fin arretter arettez aretez arettes arete
BARE: stop arret arrete arreter arretez stoppez stoppe cessez stopper cesse desabonnement desinscription
    desabonner desinscrire
TEXTER: texter textez textes ecrire ecrivez ecris ecrit contacter contactez contacte messager messagez
    envoyer envoyez envoie envois envoies spammer spammez spam spamme appeler appelez appelle harceler
    harcelez relancer relancez relance solliciter sollicitez sollicite deranger derangez derange
    importuner importunez embeter embetez embete emmerder emmerdez achaler achalez achale niaiser gosser
    faire recontacter recontactez recontacte rappeler rappelez rappelle notifier parler parlez ecrivent
    envoient contactent texte joindre avertir bombarder inonder pomper saouler souler communiquer adresser
    adressez transmettre demarcher demarchez recevoir prevenir
MTEXTER: mecrire menvoyer mecrivez menvoyez mecris menvoie mappeler mappelez mecrit mecrives menvoyes
TEXTS: texto textos sms message messages msg msgs mess courriel courriels mail mails email emails texte
    textes pub pubs publicite publicites promo promos promotion promotions promotionnels offre offres
    notification notifications alerte alertes infolettre infolettres newsletter newsletters communication
    communications rappels relances sollicitation sollicitations appels spam spams envois avis envoi
    marketing publicitaires annonces mms correspondance info infos nouvelles
ME: me moi nous m
MON: mon mes ma notre le la les ce cet ces nos
NUMERO: numero num no telephone tel cell cellulaire portable coordonnees contact nom courriel adresse
    infos numeros mobile informations donnees
LISTE: liste listes base fichier fichiers contacts systeme bd diffusion envoi repertoire carnet registre
    abonnes
RETIRER: enleviez retiriez supprimiez effaciez retirer retirez retire retires enlever enlevez enleve
    enleves supprimer supprimez supprime supprimes effacer effacez efface effaces rayer rayez raye oter
    otez ote sortir sortez sors desabonner desabonnez desabonne desabonnes desinscrire desinscrivez
    desinscris desinscrit oublier oubliez oublie radier radiez exclure excluez biffer virer virez vire
UNSUB: desabonniez desinscriviez desabonner desabonnez desabonne desabonnes desabonnement desinscrire
    desinscrivez desinscris desinscription desinscrit desabonnee desinscrite desabone desabonez desinscrir
PLUS: pu pus plus jamais pas rien aucun aucune
NEPLUS: pu pus plus jamais pas
VOULOIR: veux veut voulons voudrais souhaite souhaitons desire desirons aimerais voulais accepte acceptons
    veu souhaiterais consens autorise demande prefere preferons prefererais souhaites tiens vx veus
RECEVOIR: recevoir recois avoir entendre voir etre lire recevrai recevez resevoir figurer faire
ETRE: sollicites deranges relances harceles textes contacte contactee contactes sollicite sollicitee
    derange derangee appele appelee texte relance importune inscrit inscrite abonne abonnee harcele retire
    retiree desabonne desabonnee enleve enlevee desinscrit desinscrite recontacte supprime spamme notifie
    joint informe rejoint contactez contacter
SOFT: svp stp merci s il vous te plait maintenant ok non oui bonjour salut allo bonsoir veuillez tout de
    suite immediatement ca cela ceci bon la bien please enfin donc alors et mais definitivement vraiment
    encore tantot deja vite madame monsieur plus moi bordel putain merde tabarnak calisse criss ostie
    calvaire sti me vos les tous ces textos messages c est assez pls svpp desole desolee je dis j ai dit
    par pitie franchement aussi cordialement nous
FILLER: de d des du le la les l ces ce cet cette vos votre ton tes tous toutes tout toute svp stp merci me
    moi m nous a s il vous te plait jamais plus encore maintenant constamment toujours sans en par aux
    avec ca vraiment autres autre immediatement tant putain fichus foutus maudits osti ostie criss calisse
    tabarnak ici sms texto textos marketing promotionnels publicitaires veuillez je souhaite y cela ceci
    comme stupides inutiles une un mes mon ma nos continuellement message promo pour
TU: tu vous j je on il elle ils elles
IL: il elle mari femme mere pere ami amie frere soeur patron
DIT: dit disait demande dire a
TEMPS: demain soir matin aujourd hui lundi mardi mercredi jeudi vendredi samedi dimanche avant apres
    pendant quand lorsque tant aujourdhui midi si
RDV: rdv rendezvous rendez reservation visite seance consultation cours commande rencontre creneau
    soumission
ANNULER: annuler annulez annule reporter reportez reporte deplacer deplacez deplace changer decaler
    repousser cancel canceller canceler annulee remettre
"""

IDIOMS = """
(arret|arrets) (de|d|du) (bus|autobus|travail|metro|tram|la|l|maladie|cardiaque|moteur)
(l|un|mon|son|prochain|d|en) arret ; (arretez|arrete|arreter|arretes) (vous|toi|nous)
(sans|s) (arret|arreter) ; (m|t|s|nous|se) (arreter|arrete|arretez|arretes) ; arrete pas ; stop ou encore
(point|non) stop ; (arretez|arrete|arreter|cessez|n arretez|n arrete) (pas|jamais)
(n|ne) (arrete|arretez|arreter|cessez|cesse|desabonnez|desabonne) (pas|jamais)
ne (me)? (desabonnez|desinscrivez|retirez|enlevez) pas
(je )? ne (veux|souhaite|voudrais) pas (me)? (desabonner|desinscrire) ; liste d attente
liste (de|des) (prix|courses|pieces|travaux|invites) ; (attente|prix) liste ; (mauvais|faux) numero de
plus de (details|detail|renseignements|informations|information|infos|precisions)
(je|j ai|j|ai) _{0,3} (mauvais|faux) numero ; (envoyez|envoie|envoyer|faire|ecrivez) moi
en (tout|cas) cas
(n|ne) (m)? TEXTER pas ,? (mais|plutot)? (textez|texte|ecrivez|ecris|envoyez|un texto|par texto)
(repondez|repondre|envoyez|textez|texter|reponds) (stop|arret) (pour|au|a)
(oubliez|oublie|oublier|hesitez|hesite) (pas|surtout pas) (de|d|a)
(feu|feux|lumiere|lumieres|temoin|panneau|bouton) (de|d)? (stop|arret)
"""

REQUESTS = """
~TU STOP .. (de|d|avec)? .. (me|m|nous)? (TEXTER) !(la|le|l) ; STOP .. MTEXTER
STOP .. (avec|les|ces|vos|tes|ses|de|tous|des|l|la)+ .. TEXTS ; STOP .. TEXTS > ; STOP TEXTS
STOP .. (m|me|nous) TEXTER ; STOP .. tout .. (ca|cela|TEXTS|>) ; STOP .. (ca|cela) > ; STOP le spam
< SOFT{0,5} BARE SOFT{0,5} > ; << SOFT{0,4} (fin|stop|arret) SOFT{0,4} >>
(ne|n)? (me|m|nous)? .. TEXTER (plus|jamais) (rien|>|TEXTS|de|d|sur|a|SOFT|ici|svp|ni)
(ne|n) (me|m|nous) .. TEXTER (plus|jamais) ; MTEXTER (plus|pas|jamais)
(ne|n) .. (plus|jamais) (me|m|nous) TEXTER ; (ne|n) (plus|jamais|pas) TEXTER (me|moi|ce|TEXTS|a)
(ne|n) TEXTER (plus|jamais) ; ~TU (ne|n) (me|m|nous) TEXTER pas >
~TU (ne|n) (me|m|nous) TEXTER (pas|plus) .. (TEXTS|ca)
(plus|jamais|pas) (me|m|nous) (TEXTER) (svp|>|TEXTS) ; (lachez|lache|laches) (moi|nous) (>|avec|SOFT)
(lachez|lache|laches|laissez|laisse|laisses|fichez|foutez|fiche|fous|foutre|ficher) (moi|nous|me|m) ..
    (la|en|tranquille|tranquilles|paix)
(plus|pu|pus|aucun|aucune|pas|assez|zero) (de|d|des)? .. TEXTS SOFT{0,4} >
(plus|pu|pus|jamais|assez|marre) (de|d|des) (vos|ces|tes) .. TEXTS
(plus|jamais|aucun) .. TEXTS .. (svp|merci|de votre|s il)
(marre|assez|tanne|tannee|ecoeure) .. (de|d|des) .. (TEXTS|RECEVOIR)
(VOULOIR|souhaite) (plus|pas|jamais|aucun|aucune|point) .. (que)? _{0,2} (TEXTS|ETRE|TEXTER|(RECEVOIR ..
    (TEXTS|ca|rien|ETRE|vos|ces|>)))
(VOULOIR|pouvez|merci|veuillez|priere|svp|peux|pourriez|voudrais) .. (de)? .. ne (plus|pas|jamais) ..
    (RECEVOIR|etre|TEXTER|ETRE|MTEXTER)
ne (plus|pas) .. (me|m|nous) (TEXTER) ; (interesse|interessee|interesses) .. (par|a)? .. (TEXTS|recevoir)
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
(plus|pas) (abonne|abonnee|inscrit|inscrite)
(mauvais|faux|mauvaise|pas le bon|pas la bonne) (numero|personne|num|no)
(trompez|trompe|trompes|erreur) .. (de|d) .. (numero|personne|destinataire)
<< SOFT{0,2} (va|allez|foutez|fous|fiche|fichez|degage|degagez|casse|decrisse|decalisse) ..
    (chier|foutre|camp|toi|vous|>)
(va te faire|allez vous faire) ; degagez > ; oubliez moi ; oublie moi ; bloque (ce|votre) numero
(merci|priere|svp|demande|dit|prie|priez|demander|dis|aimerais|voudrais|veux|supplie) .. (de|d)? STOP
    SOFT{0,4} >
(VOULOIR|veux|veu) (pu|pus|plus) .. TEXTS ; (ca suffit|assez|marre|basta) .. (les|de|avec)? .. TEXTS
(ne|n) (plus|pu|jamais|pas) TEXTER .. (de)? .. TEXTS ; ne (plus|pu|jamais) recevoir
(plus|pu|pus|pas) besoin (de|d) .. TEXTS ; (interdis|defends|autorise pas) .. (de|d|a) .. TEXTER
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
(annuler|annulez|resilier|resiliez|canceller) .. abonnement ; (m|nous) interesse .. (pas|plus)
<< (ok|non|la|bon|svp|merci|bonjour|et)? (ca|c)? (est|en est)? (assez|suffit|basta) (svp|la|maintenant)?
    >>
c est du (spam|harcelement) ; (c est|du) .. (spam|harcelement|pourriel)
<< SOFT{0,2} (spam|spams|pourriel) SOFT{0,2} >> ; (ferme|fermez|ta|vos) (la|ta|vos)? (gueule|gueules)
(jamais|pas) .. (inscrit|inscrite|abonne|abonnee|demande|donne|consenti|accepte|autorise) ..
    (a|ce|ca|mon|TEXTS|de|>)
UNSUB ; (ne|n) .. TEXTER (pas|plus|jamais) !(l|le|la|les|mon|ma|mes|un|une|d|ca)
STOP .. (de|d) (me|m|nous) ; (plus|pas|jamais) .. (me|m|nous) TEXTER
VOULOIR (plus|pas|jamais) .. (ca|cela|rien|de) > ; VOULOIR (plus|pas) .. (TEXTS)
RETIRER (moi|nous) (de|d) (vos|votre|cette|tes)
TEXTER (moi|nous) (plus|pas|jamais) > (porter|porte) plainte ; pas la (bonne )?(personne|bonne)
(trop|autant|tant) (de|d) TEXTS ; STOP .. TEXTS ; foutez .. paix ; (mon|le) avocat ; crtc ; lcap
m avez (mal|trompe) ; bloque > ; << SOFT{0,2} (plus|plus jamais|jamais) SOFT{0,2} >>
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

REAL = """
abonnement abonner abonnez abrete aprete ariete arnett arre arrerez arrest arreste arrester arretiez
barret barrett carrete decevoir envoler envoye envoyee envoyers envoyes envoyeur garret garrett inscrire
jarret jarrett massage massages messaged messagers parrett percevoir rarete recevoirs renvoyer renvoyez
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
    misspelled="desabonner desabonnez desabonnement desinscrire desinscrivez arretez messages envoyer "
    "recevoir",
    real=REAL,
)
