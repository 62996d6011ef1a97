"""Spanish: its lists of words. The patterns over them are in `es.py`."""

WORDS = """
CORREOS: correo correos email emails mail llamadas llamada llamar llamen llame llames telefono boletin
    boletines papel
ESCRITO: texto textos mensaje mensajes sms msj msjs whatsapp
AMENAZA: denuncio denunciar denunciare denunciarlos denuncia reporto reportar reportare reportarlos demandar
    demando demandare bloqueo bloquear bloqueare bloquearlos profeco policia abogado quejare queja
DEJAR: par+o dej+o suspend+e cancel+o desactiv+o apag+o apagu+q dejate dejense cortala cortenla aflojen
    evitense pararan pararas dejaran dejaras detuvieran cesaran terminaran dejarais parenle parale parele
    deja dejen deje dejar dejes dejan dejad detener detenga detengan deten detenganse paren pare para parar
    parad cesen cese cesar suspender suspendan suspenda stop stopp cancelar cancelen cancele cancela cancelo
    alto basta termina terminen terminar eviten evite evitar evita abstenganse abstengase pausen corten
    corta bloquear bloqueen dege degen desactivar desactiven desactiva desactive
BARE: parenle parale parele detenganse parense stop alto parar pare paren basta detener baja detengan
    detenga cesen desuscribir desuscribirme
ESCRIBIR: mand+ma envi+ma contact+ar molest+ar llam+ar texte+ar fastidi+ar spame+ar freg+ar frieg+ar
    friegu+q escrib+ir textees contacteis llameis molesteis texteeis escribieran escribiera escribieras
    mandaran mandara mandaras enviaran enviara enviaras contactaran contactara molestaran molestara
    molestaras llamaran llamara textearan texteara llegaran llegara mandarle mandarles escribirle
    escribirles enviarle enviarles molestarla molestarlo rompan rompas escribir escribirme escribirnos
    escriban escriba escribas escriben escribe escribes mandarme mandarnos manden mande mandes mandan manda
    enviarme enviarnos envien envie envies envian envia contactar contactarme contactarnos contacten
    contacte contactes textear textearme texteen textee molestar molestarme molestarnos molesten moleste
    molestes molestando mandando enviando escribiendo contactando llamar llamarme llamarnos llamen llame
    llames llamando spamear spamearme fastidiar fastidiarme fastidien fastidies fastidie joder jodan jodas
    joda chingar chinguen acosar acosarme acosando mensajear mensajearme marcar marcarme marquen lleguen
    llegar llegarme insistir insistan insistas insista texten texteando hablar hablarme hablen hables
    remitir remitan remitirme notificar notificarme avisen avisar avisarme comunicarse comuniquen buscar
    busquen bombardear mandeis envieis escribais recibir recibirme
GERUNDIO: molestando mandando enviando escribiendo contactando llamando insistiendo jodiendo fregando
    chingando texteando marcando spameando fastidiando hostigando acosando buscando
MANDAR: mande manden mandes envie envien envies escriba escriban escribas mandeis envieis mandarme enviarme
    mandarnos enviarnos llegue lleguen llegar
TEXTOS: envio envios wsp wasap wasaps whatsap mensaje mensajes mensajito mensajitos msj msjs msg sms texto
    textos correo correos email emails publicidad promocion promociones promos promo oferta ofertas anuncio
    anuncios notificacion notificaciones alerta alertas aviso avisos spam propaganda comunicaciones
    comunicacion llamadas boletin boletines newsletter recordatorios marketing mails mail informacion info
    cosas mms mensages publicidades novedades whatsapp whatsapps
MUCHOS: envios wsp wasaps whatsapps mensajes mensajitos msjs sms textos publicidad promociones promos
    ofertas anuncios notificaciones alertas avisos spam propaganda comunicaciones correos llamadas boletines
    mensages mensaje mensajito texto mails
QUITAR: quit+me borr+me elimin+me retir+me sac+o saqu+q borran quitan sacan eliminan borrenos quitenla
    saquenla borrenla eliminenla quitenlo borrenlo saquenlo eliminenlo desuscriban borraran borrara quitaran
    quitara sacaran sacara eliminaran eliminara saquen quitas sacas saques quites borras borres eliminas
    elimines quitar quitarme quitenme quiteme quitame quiten quite quita sacar sacarme saquenme saqueme
    sacame saque saca borrar borrarme borrenme borreme borrame borren borre borra eliminar eliminarme
    eliminenme elimineme eliminame eliminen elimine elimina bajar bajarme bajenme bajeme bajame remover
    removerme remuevanme remuevame remueveme remuevan remueva retirar retirarme retirenme retireme retirame
    retiren retire desuscribir desuscribirme desuscribanme desuscribeme desuscribame desinscribirme
    excluyanme quitadme sacadme borradme tachenme quitarnos sacarnos borrarnos eliminarnos quitenos saquenos
    olvidar olviden olvida olvide descartenme sacadnos quitennos borrennos eliminennos dame
QUITARME: quit+yo borr+yo elimin+yo retir+yo saquenos saqueme borrenos quitenla saquenla borrenla eliminenla
    desuscriban quitarme quitenme quiteme quitame sacarme saquenme sacame borrarme borrenme borreme borrame
    eliminarme eliminenme elimineme eliminame bajarme bajenme bajeme bajame removerme remuevanme remuevame
    remueveme retirarme retirenme retireme retirame desuscribirme desuscribanme desuscribeme desuscribame
    desinscribirme excluyanme quitadme sacadme borradme tachenme quitarnos sacarnos borrarnos eliminarnos
    quitenos quitennos saquennos borrennos eliminennos
SUSCRIP: desuscriban desuscribir desuscribirme desuscribanme desuscribeme desuscribame desuscripcion
    desinscribir desinscribirme desinscribanme desinscribeme desafiliarme desafiliar desubscribir
    desubscribirme
THING: la el al lo un una le les muchacho gente mas cita los las
SUELTO: mandar enviar
LISTA: lista listas base sistema registro registros directorio contactos grupo agenda suscripcion difusion
    envios bd datos
NUMERO: numero numeros telefono celular cel contacto datos nombre num tel movil informacion correo
QUIERO: quiero queremos deseo quisiera kiero quero deseamos necesito gustaria interesa interesan quieren
    acepto autorizo autorize pedi solicite quise pedimos querer consiento
NO: no nunca jamas tampoco ni
SOFT: nuevo nuevamente otra x ustedes usted porfavorcito por favor porfavor porfa gracias ya ahora no si ok
    hola muchas mas todo todos esto eso senor senora mejor que les pido se lo inmediatamente hoy mismo pls
    please de bueno buenas buenos dias tardes oigan oye una vez te le dije enserio serio nunca en y amigo
    pues porfis xfa xfavor bien muy amable saludos tanto tarde stop enviar mandar cordial saludo estimados
    los mensajes
FILLER: recepcion envio de los las el la lo mas ya por favor porfavor porfa gracias tus sus su tu esos estos
    esas estas ese este esta nunca todos todas todo toda me nos mi tanto tantos tantas mucho con a en que
    ningun ninguna otro otra otros otras mis le les se te cualquier tipo pinche pinches putos puto malditos
    maldito constantemente sms un una algo para al del ahora siempre muchos muchas jamas volver vuelva
    vuelvan vuelvas enviar mandar recibir seguir sigan siga sigas seguirme estar estarme esten estes
    nuevamente texto marketing promocionales masivos hacia atras nada mensaje mensajes si ni vez
TIEMPO: hoy manana ahorita noche tarde lunes martes miercoles jueves viernes sabado domingo todavia aun
    antes despues hasta mientras cuando
CITA: cita citas turno hora reserva reservacion pedido orden visita consulta clase horario
CANCELAR: cancelar cancelo cancele cancela cancelen anular anulo reprogramar mover cambiar posponer borre
    borreme
EL: el ella esposo esposa marido hermano hermana amigo jefe mama papa
"""

SPELLED = """
que: q k ke qe
porque: xq pq porq
quiero: kiero qiero qero
ustedes: uds
mensajes: msjes mensajs
"""

REAL = """
algo bajar para aalto aare acto aja albo alco aldo alho alio alito allo alo aloo alot also alt alta alte
    altho alton altos
altro alts alvo alzo anto apre apto arar are arto ato atto auto ayto baa baba baca bada bafa baga baha
baia baj bajaj bajan bajas baje baji bajo bajwa baka bala balto bama bana banja bara bare basa bata bava
bawa baya baza beja caja care dare enviame enviare enviarle enviarlo enviarse enviarte escribire
escribirle escribirse escribirte faja falto fare gaja gare haja hare jaja kaja kare laja lato lto maja
mandame mandare mandarem mandarle mandarlo mandarse mandarte mare mensajero naja paar paare pace padre pae
pagar page paie paire paja pajar paje pale pane pape par parag param paran parara paras parat paray parc
parce pard pared paree parei parel parem parer pares parez pari parie parir park parke parl parle parm
parmar parme paro parp parr parra pars parse part parte paru parue parx pasar pase pate pave pawar paye
pere phare pirar pire pore pre promocione publicidade pure pyre raja rare saja salto sarar sare spare tare
ware yare
"""

ENDINGS = """
o: ar a an as e en es ad
q: e en es
e: er a an as e en es
ma: a an as e en es ando aron aran aras ara arme arnos arle arles andome
ar: ar a an as e en es ando aron aran aras ara arme arnos arle arles andome andonos
ir: ir a an as e en es iendo ieron ieran iera irme irnos irle irles iendome
me: ar a an as e en es arme eme enme ame arnos enos ennos anos arlo enlo elo alo arla enla ela ala aran
    aras ara
yo: arme eme enme ame arnos enos ennos anos
"""
