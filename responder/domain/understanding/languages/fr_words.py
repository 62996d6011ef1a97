"""French: its lists of words. The patterns over them are in `fr.py`."""

WORDS = """
ENLEVE: retir+p enlev+p supprim+p effac+p ray+p radi+p desabonn+p desinscrit desinscrite desinscrits
    desinscrites
PLUS: plus pu pus jamais
PAS: plus pu pus jamais pas aucun aucune point
MENACE: plainte denoncer denonce signaler signale poursuivre poursuis avocat crtc cnil lcap police bloquer
    bloque bloquerai signalerai
COURRIELS: courriel courriels mail mails email emails appel appels appeler appelez appelle telephoner
    infolettre infolettres lettres papier
ECRITS: texto textos texte textes sms message messages texter textez
STOP: arret+er cess+er stopp+er arret arrets arrete arreter arretez arretes stop stoppe stopper stoppez
    stopez cesse cesser cessez finissez finis arretons cessons suspendez suspendre interrompez interrompre
    arretee arretent arreterez cesserez cessiez arretiez cesseriez arreteriez cesserait arreterait stoppiez
    cesses bloquer bloquez fin arretter arettez aretez arettes arete
BARE: cesser stoppent stop arret arrete arreter arretez stoppez stoppe cessez stopper cesse desabonnement
    desinscription desabonner desinscrire
TEXTER: text+er contact+er recontact+er derang+er sollicit+er harcel+er achal+er spamm+er relanc+er
    importun+er communiquez communique joignez rejoindre texter textez textes ecrire ecrivez ecris ecrit
    contacter contactez contacte messager messagez envoyer envoyez envoie envois envoies spammer spammez
    spam spamme appeler appelez appelle harceler harcelez relancer relancez relance solliciter sollicitez
    sollicite deranger derangez derange importuner importunez embeter embetez embete emmerder emmerdez
    achaler achalez achale niaiser gosser faire recontacter recontactez recontacte rappeler rappelez
    rappelle notifier parler parlez ecrivent envoient contactent texte joindre avertir bombarder inonder
    pomper saouler souler communiquer adresser adressez transmettre demarcher demarchez recevoir prevenir
    ecriviez ecrive ecrives reecrire reecrivez reecris retexter retextez textiez textent contactiez envoyiez
    appeliez relanciez spammiez harceliez derangiez sollicitiez embetiez achaliez
MTEXTER: mecrire menvoyer mecrivez menvoyez mecris menvoie mappeler mappelez mecrit mecrives menvoyes
TEXTS: notif notifs contact contacts texto textos sms message messages msg msgs mess courriel courriels mail
    mails email emails texte textes pub pubs publicite publicites promo promos promotion promotions
    promotionnels offre offres notification notifications alerte alertes infolettre infolettres newsletter
    newsletters communication communications rappels relances sollicitation sollicitations appels spam spams
    envois avis envoi marketing publicitaires annonces mms correspondance info infos nouvelles
NUMERO: numero num no telephone tel cell cellulaire portable coordonnees contact nom courriel adresse infos
    numeros mobile informations donnees
LISTE: liste listes base fichier fichiers contacts systeme bd diffusion envoi repertoire carnet registre
    abonnes
RETIRER: retir+er enlev+er supprim+er effac+er desabonn+er radi+er biff+er ray+er supr suppr tirez tire
    enlevee enleviez retiriez supprimiez effaciez retirer retirez retire retires enlever enlevez enleve
    enleves supprimer supprimez supprime supprimes effacer effacez efface effaces rayer rayez raye oter otez
    ote sortir sortez sors desabonner desabonnez desabonne desabonnes desinscrire desinscrivez desinscris
    desinscrit oublier oubliez oublie radier radiez exclure excluez biffer virer virez vire
UNSUB: desabonniez desinscriviez desabonner desabonnez desabonne desabonnes desabonnement desinscrire
    desinscrivez desinscris desinscription desinscrit desabonnee desinscrite desabone desabonez desinscrir
VOULOIR: jve jveu jvx veux veut voulons voudrais souhaite souhaitons desire desirons aimerais voulais
    accepte acceptons veu souhaiterais consens autorise demande prefere preferons prefererais souhaites
    tiens vx veus
RECEVOIR: recevoir recois avoir entendre voir etre lire recevrai recevez resevoir figurer faire
ETRE: sollicit+p derang+p relanc+p harcel+p text+p contact+p recontact+p appel+p abonn+p inscrits inscrites
    retir+p desabonn+p enlev+p supprim+p effac+p ray+p radi+p notifi+p spamm+p desinscrits sollicites
    deranges relances harceles textes contacte contactee contactes sollicite sollicitee derange derangee
    appele appelee texte relance importune inscrit inscrite abonne abonnee harcele retire retiree desabonne
    desabonnee enleve enlevee desinscrit desinscrite recontacte supprime spamme notifie joint informe
    rejoint contactez contacter
SOFT: sa suffit hein pu svp stp merci s il vous te plait maintenant ok non oui bonjour salut allo bonsoir
    veuillez tout de suite immediatement ca cela ceci bon la bien please enfin donc alors et mais
    definitivement vraiment encore tantot deja vite madame monsieur plus moi bordel putain merde tabarnak
    calisse criss ostie calvaire sti me vos les tous ces textos messages c est assez pls svpp desole desolee
    je dis j ai dit par pitie franchement aussi cordialement nous
FILLER: rien donc bien niaiseries betises conneries avec de d des du le la les l ces ce cet cette vos votre
    ton tes tous toutes tout toute svp stp merci me moi m nous a s il vous te plait jamais plus encore
    maintenant constamment toujours sans en par aux ca vraiment autres autre immediatement tant putain
    fichus foutus maudits osti ostie criss calisse tabarnak ici sms texto textos marketing promotionnels
    publicitaires veuillez je souhaite y cela ceci comme stupides inutiles une un mes mon ma nos
    continuellement message promo pour
TU: tu vous j je on il elle ils elles
IL: il elle mari femme mere pere ami amie frere soeur patron
TEMPS: demain soir matin aujourd hui lundi mardi mercredi jeudi vendredi samedi dimanche avant apres pendant
    quand lorsque tant aujourdhui midi si
RDV: rdv rendezvous rendez reservation visite seance consultation cours commande rencontre creneau
    soumission
ANNULER: annuler annulez annule reporter reportez reporte deplacer deplacez deplace changer decaler
    repousser cancel canceller canceler annulee remettre
"""

SPELLED = """
arretez: aretez arettez arrettez arretter aretter areter
ecrire: ecrir
plus: pluss plu
maintenant: mtn
que: ke q k
vous: vs
svp: sivouplait silvousplait svpp
suis: chu chuis
merci: mci
"""

REAL = """
abonnement abonner abonnez abrete aprete ariete arnett arre arrerez arrest arreste arrester arretiez
barret barrett carrete decevoir envoler envoye envoyee envoyers envoyes envoyeur garret garrett inscrire
jarret jarrett massage massages messaged messagers parrett percevoir rarete recevoirs renvoyer renvoyez
"""

ENDINGS = """
er: er ez e es ent iez ons ant era erez erait eriez
p: e ee es ees
"""
