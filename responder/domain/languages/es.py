"""Spanish, of America and of Spain: its keywords, and how people end texts in it. See `language.py`."""

from responder.domain.language import Language

WORDS = """
DEJAR: parenle parale parele deja dejen deje dejar dejes dejan dejad detener detenga detengan deten
    detenganse paren pare para parar parad cesen cese cesar suspender suspendan suspenda stop stopp
    cancelar cancelen cancele cancela cancelo alto basta termina terminen terminar eviten evite evitar
    evita abstenganse abstengase pausen corten corta bloquear bloqueen dege degen desactivar desactiven
    desactiva
BARE: detenganse parense stop alto parar pare paren basta detener baja detengan detenga cesen desuscribir
    desuscribirme
ESCRIBIR: escribir escribirme escribirnos escriban escriba escribas escriben escribe escribes mandarme
    mandarnos manden mande mandes mandan manda enviarme enviarnos envien envie envies envian envia
    contactar contactarme contactarnos contacten contacte contactes textear textearme texteen textee
    molestar molestarme molestarnos molesten moleste molestes molestando mandando enviando escribiendo
    contactando llamar llamarme llamarnos llamen llame llames llamando spamear spamearme fastidiar
    fastidiarme fastidien fastidies fastidie joder jodan jodas joda chingar chinguen acosar acosarme
    acosando mensajear mensajearme marcar marcarme marquen lleguen llegar llegarme insistir insistan
    insistas insista texten texteando hablar hablarme hablen hables remitir remitan remitirme notificar
    notificarme avisen avisar avisarme comunicarse comuniquen buscar busquen bombardear mandeis envieis
    escribais recibir recibirme
MANDAR: mande manden mandes envie envien envies escriba escriban escribas mandeis envieis mandarme
    enviarme mandarnos enviarnos llegue lleguen llegar
TEXTOS: envio envios wsp wasap wasaps whatsap mensaje mensajes mensajito mensajitos msj msjs msg sms texto
    textos correo correos email emails publicidad promocion promociones promos promo oferta ofertas
    anuncio anuncios notificacion notificaciones alerta alertas aviso avisos spam propaganda
    comunicaciones comunicacion llamadas boletin boletines newsletter recordatorios marketing mails mail
    informacion info cosas mms mensages publicidades novedades whatsapp whatsapps
MUCHOS: envios wsp wasaps whatsapps mensajes mensajitos msjs sms textos publicidad promociones promos
    ofertas anuncios notificaciones alertas avisos spam propaganda comunicaciones correos llamadas
    boletines mensages mensaje mensajito texto mails
ME: me nos mi
QUITAR: quitar quitarme quitenme quiteme quitame quiten quite quita sacar sacarme saquenme saqueme sacame
    saquen saque saca borrar borrarme borrenme borreme borrame borren borre borra eliminar eliminarme
    eliminenme elimineme eliminame eliminen elimine elimina bajar bajarme bajenme bajeme bajame remover
    removerme remuevanme remuevame remueveme remuevan remueva retirar retirarme retirenme retireme
    retirame retiren retire desuscribir desuscribirme desuscribanme desuscribeme desuscribame
    desinscribirme excluyanme quitadme sacadme borradme tachenme quitarnos sacarnos borrarnos eliminarnos
    quitenos saquenos olvidar olviden olvida olvide descartenme sacadnos quitennos borrennos eliminennos
    dame
QUITARME: quitarme quitenme quiteme quitame sacarme saquenme saqueme sacame borrarme borrenme borreme
    borrame eliminarme eliminenme elimineme eliminame bajarme bajenme bajeme bajame removerme remuevanme
    remuevame remueveme retirarme retirenme retireme retirame desuscribirme desuscribanme desuscribeme
    desuscribame desinscribirme excluyanme quitadme sacadme borradme tachenme quitarnos sacarnos borrarnos
    eliminarnos quitenos saquenos quitennos saquennos borrennos eliminennos
UNSUB: desuscribir desuscribirme desuscribanme desuscribeme desuscribame desuscripcion desinscribir
    desinscribirme desinscribanme desinscribeme darme denme deme dame dar darse causar dejarme
    desafiliarme desafiliar dejadme dadme anularme subscripcion desubscribir desubscribirme danos dennos
SUSCRIP: desuscribir desuscribirme desuscribanme desuscribeme desuscribame desuscripcion desinscribir
    desinscribirme desinscribanme desinscribeme desafiliarme desafiliar desubscribir desubscribirme
THING: la el al lo un una le les muchacho gente mas cita los las
SUELTO: mandar enviar
LISTA: lista listas base sistema registro registros directorio contactos grupo agenda suscripcion difusion
    envios bd datos
NUMERO: numero numeros telefono celular cel contacto datos nombre num tel movil informacion correo
QUIERO: quiero queremos deseo quisiera kiero quero deseamos necesito gustaria interesa interesan quieren
    acepto autorizo autorize pedi solicite quise pedimos querer consiento
NO: no nunca jamas tampoco ni
MAS: mas nunca jamas otra
SOFT: por favor porfavor porfa gracias ya ahora no si ok hola muchas mas todo todos esto eso senor senora
    mejor que les pido se lo inmediatamente hoy mismo pls please de bueno buenas buenos dias tardes oigan
    oye una vez te le dije enserio serio nunca en y amigo pues porfis xfa xfavor bien muy amable saludos
    tanto tarde stop enviar mandar cordial saludo estimados los mensajes
FILLER: de los las el la lo mas ya por favor porfavor porfa gracias tus sus su tu esos estos esas estas
    ese este esta nunca todos todas todo toda me nos mi tanto tantos tantas mucho con a en que ningun
    ninguna otro otra otros otras mis le les se te cualquier tipo pinche pinches putos puto malditos
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

IDIOMS = """
no (dejen|dejes|deje|deja|pares|paren|pare|parar|dejar|deje) (de)? ; (no|sin) (parar|dejar|cesar)
(lista|listas) (de)? (espera|precios|compras|invitados|pendientes)
(de|la) (baja|alta) (del|de la) (gimnasio|gym|escuela|seguro|trabajo|internet|luz|empresa)
baja (de|del) (precio|gimnasio) ; (temporada|planta|parte) baja
(en )? para (el|la|los|las|mi|un|una|que|manana|cuando|lunes|martes|hoy|mi|su|ti|usted)
sin mas (que|por) ; nada mas ; mas (informacion|info|detalles|datos) ; (numero|persona) mas
numero equivocado de ; no me (molesta|interesa nada mas) ; a lo mejor ; no es (nada|una) mas
alto (de|del|la|el|costo|precio|riesgo|nivel) ; (mas|muy|tan|es|lo|en) (alto|baja|alta) ; (basta) con
no (me)? (cancelen|cancele|cancelar|borren|quiten|eliminen)
no (me)? (llame|llamen|llames) ,? (mejor|solo|mas bien)?
    (mande|mandeme|mandenme|escriba|escribame|escribanme|envieme|por texto|texto)
nada por (correo|mail|email)
(responda|responde|responder|envie|envia|texto|mande|escriba) (stop|alto|baja|parar) (para|al)
no (quiero|quise|deseo|queria|pedi) (darme|dar|dejarme|que me den|la) .. baja
"""

REQUESTS = """
DEJAR .. (de)? .. ESCRIBIR !(THING) ; DEJAR .. (de)? .. SUELTO .. (TEXTOS|>)
DEJAR .. (los|las|de|con|sus|tus|esos|estos|todos|mis|el|la)* .. MUCHOS ; DEJAR .. TEXTOS SOFT{0,3} >
(DEJAR|dejen) (de)? (molestar|fastidiar|joder|chingar) ; < SOFT{0,4} BARE SOFT{0,4} >
(dejen|deje|deja|dejenme|dejame|dejeme|dejadme|dejanos|dejenos|dejennos) .. (en
    paz|tranquilo|tranquila|tranquilos)
(DEJAR) .. (esto|eso) SOFT{0,2} >
NO .. (me|nos) .. (ESCRIBIR) (>|SOFT{0,4} >|mas|nunca|jamas|TEXTOS|(ni|ningun|mas|por favor|de|a
    este|sus|tus) .. (TEXTOS|>|numero|NUMERO|SOFT))
(ya)? no (me|nos) .. (vuelvan|vuelva|vuelvas|sigan|siga|sigas|esten|estes|este) .. (a)? ..
    (ESCRIBIR|SUELTO)
NO .. (vuelvan|vuelva|vuelvas) a (ESCRIBIR|SUELTO .. TEXTOS)
NO .. (me|nos) .. (ESCRIBIR|MANDAR) .. (mas|TEXTOS|nada SOFT{0,3} >>|nada mas)
no ESCRIBIR .. (mas|TEXTOS|a este numero)
no .. (molesten|moleste|molestes|jodan|jodas|joda|fastidien|fastidies|insistan|insistas) (mas|SOFT{0,3}
    >|por)?
ya no .. (me|nos)? .. (ESCRIBIR|MANDAR) !(THING) ; no me .. (llegue|lleguen|llegar) .. TEXTOS
(no|ni|nunca|ningun|basta|cero|nada) .. (mas|de|con|un) .. (TEXTOS|MUCHOS)
<< SOFT{0,3} no mas SOFT{0,3} >> ; < no mas SOFT{0,2} >
(ya )? no QUIERO .. (recibir|que _{0,3} (ESCRIBIR|MANDAR|lleguen)|estar|seguir|ser|saber|aparecer)
    !(la|el|CITA)
(no|tampoco|ya no|nunca) .. (me)? QUIERO .. (recibir|seguir|tener|ver|leer)? .. TEXTOS
(no|ya no) QUIERO .. (nada de ustedes|mas nada|saber) ; no (QUIERO|deseo) .. (mas|ser|seguir) SOFT{0,2} >
(ya )? no (los )? QUIERO .. (ESCRIBIR|recibirlos|recibirlo)
(harto|harta|hartos|cansado|cansada|cansa|hasta) .. (de)? .. (TEXTOS|recibir|ESCRIBIR)
(basta|suficiente|ya) (de|con) .. TEXTOS
no .. (autorizo|consiento|acepto) .. (TEXTOS|recibir|ESCRIBIR|contacto)
QUIERO .. (DEJAR|dejar) de .. (recibir|ser)
(QUIERO|favor) .. que .. (DEJAR|paren|dejen) .. (de)? .. (ESCRIBIR|TEXTOS|>)
<< SOFT{0,2} no .. MUCHOS SOFT{0,3} >> ; (nada|no) de TEXTOS SOFT{0,3} >
(denme|deme|dame|darme|dar|dan|denos|dennos|quiero|solicito|pido|causar|darnos|favor|den|de|damos|dadme|dejarme|tramitar|quisiera)
    .. (de|la|mi|una)? baja !(medica|en|del|la CITA|el CITA|mi CITA)
< SOFT{0,2} (la|mi) baja SOFT{0,2} > ; < SOFT{0,4} baja SOFT{0,4} >
baja .. (TEXTOS|LISTA|suscripcion|servicio) ; SUSCRIP
QUITARME .. (de|del|por|de) _{0,4} (LISTA|TEXTOS|ahi|aqui|aca|esto|NUMERO) ; QUITARME SOFT{0,4} >
QUITAR (mi|este|nuestro|mis|el) .. NUMERO
(QUITAR|borrar) .. (de) .. (su|tu|la|esa|esta|sus|las|tus|vuestra) .. LISTA
(me|nos) .. QUITAR .. (de|del) .. (su|tu|la|esa|esta|sus|las)? .. LISTA ; me QUITAR SOFT{0,3} >
(salir|salirme|salgan|sacado|borrado|eliminado) .. (de) .. (LISTA|TEXTOS)
(ser|que sea|quiero ser) (eliminado|eliminada|borrado|borrada|removido|removida|sacado)
(CANCELAR|DEJAR|anular) .. (la|mi|esta|los|las)? .. TEXTOS
(revoco|retiro|revocar|retirar) .. (mi|el)? .. (consentimiento|permiso|autorizacion)
(pierdan|pierda|pierde|olviden|olvida|olvide) .. (mi|este) .. numero ; olvidense de mi
(numero|telefono|persona|contacto) .. (equivocado|equivocada|incorrecto|erroneo|incorrecta)
(equivocaron|equivoca|equivocas|equivoco|equivocado|equivocada|equivocaste|equivocando|equivocados|equivocan)
    .. (de)? .. (numero|persona|telefono)
(no es|este no es) (mi|el|su) numero
<< SOFT{0,2} (vete|vayanse|larguense|largate|vayase) .. SOFT{0,4} >>
(vete|vayanse|vayan) a la (mierda|chingada|verga)
(bloqueo|bloquear|bloqueare|bloqueado) .. (este|su|los|tu)? .. numero ; stop .. (TEXTOS|ESCRIBIR)
sin mas TEXTOS ; suscripcion (a|de) .. TEXTOS
< SOFT{0,3} no (ESCRIBIR|SUELTO|molestar|molesten) mas? SOFT{0,2} >
no (enviar|mandar|escribir) (mas|TEXTOS) ; << (esta|esta usted)? (equivocado|equivocada) >>
(no|sin) _{0,3} mi (consentimiento|permiso|autorizacion)
"""

DOUBTS = """
como ; (EL) .. (dijo|dice|pidio) ; (ESCRIBIR|TEXTOS|MANDAR) .. TIEMPO
(escribame|escribanme|mejor) (por|al) (texto|sms|mensaje)
(por|al) correo ,? .. (mandelo|mandelos|mejor|prefiero|ESCRIBIR) .. (por)? texto ; pero (si|quiero|sigan)
si .. (escribo|respondo) ; que pasa ; por error ; excepto ; salvo ; menos
(hasta|manana|todavia|aun|mientras|por ahora|ahorita)
no (me|nos) (llame|llamen|llames) .. _{0,5} , _{0,6}
    (texto|mensaje|escriba|escribanme|manden|mande|mandeme)
"""

UNCLEAR = """
no .. (me|estoy|estamos|tengo)? .. (interes|interesa|interesan|interesado|interesada|interesados)
    !(THING|en|que)
sin interes ; ya (basta|estuvo bueno) ; << ya? suficiente ya? >> ; < SOFT{0,3} (basta|spam) SOFT{0,3} >
(es|esto) .. (spam|acoso|basura) ; (denunciar|reportar|demandar|denunciare|reportare|reporto|denuncio)
(nunca|no) .. (me)? .. (suscribi|registre|inscribi|pedi|solicite|autorice)
(callate|callense|chinga|chinguen|chingada|mierda|carajo|jodete|jodanse)
NO .. (me|nos) .. (ESCRIBIR|MANDAR) .. (nada|mas)
no .. (me|nos) (contacten|contacte|molesten|moleste|escriban|escriba|escribas|llamen|llames|llame)
no QUIERO .. (mas|nada|esto) > ; no QUIERO .. _{0,4} (TEXTOS) ; DEJAR .. de .. ESCRIBIR ; de baja >
QUITARME de (su|sus|tu|esta) ; no soy .. (la persona|esa persona|ese|quien)
(por que|porque) me (ESCRIBIR) ; (muchos|tantos|demasiados) TEXTOS ; << SOFT{0,3} nunca mas SOFT{0,2} >>
ya no SOFT{0,2} > ; (DEJAR|CANCELAR|anular) .. (la|mi|esta)? (suscripcion) ; << ya no quiero >>
"""

FOR_SUPPORT = """
quien .. (es|eres|son|habla|escribe|me|sos)
(hablar|comunicarme) con .. (un|una|alguien|persona|humano|agente|asesor)
(es|esto es) .. (una|un)? (estafa|fraude|real|robot|bot)
(de donde|como) .. (sacaron|consiguio|obtuvieron|tienen|tienes|consiguieron) .. (mi|este) numero
mas (informacion|info) ; (necesito|quiero|me) .. ayuda ; (pueden|puede|puedes) (ayudarme|ayudar)
"""

FOR_A_CALL = """
CANCELAR .. _{0,2} CITA ; CITA .. CANCELAR ; (tengo que|debo|necesito|quiero) CANCELAR >
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

SPANISH = Language(
    code="es",
    opt_out="alto parar baja pare",
    help="ayuda",
    courtesies="por favor, porfavor, porfa, porfis, xfa, favor, no gracias, muchas gracias, gracias, ya, "
    "ahora, ahora mismo, hola, de inmediato",
    words=WORDS,
    common="no de la el los las me que y a en un una mi es por con para su lo le se si ya mas al del te "
    "tu como o esta esto todo nada muy bien gracias hola favor yo quiero usted son hay ser ni nos "
    "stop",
    idioms=IDIOMS,
    requests=REQUESTS,
    doubts=DOUBTS,
    unclear=UNCLEAR,
    for_support=FOR_SUPPORT,
    for_a_call=FOR_A_CALL,
    misspelled="mensajes mandarme enviarme escribirme promociones publicidad",
    real=REAL,
)
