"""Spanish, of America and of Spain: its keywords, and how people end texts in it. See `language.py`."""

from responder.domain.understanding.languages.es_words import ENDINGS, REAL, SPELLED, WORDS
from responder.domain.understanding.languages.language import Language

IDIOMS = """
no (dejen|dejes|deje|deja|pares|paren|pare|parar|dejar|deje) (de)? ; (no|sin) (parar|dejar|cesar)
(lista|listas) (de)? (espera|precios|compras|invitados|pendientes)
(de|la) (baja|alta) (del|de la) (gimnasio|gym|escuela|seguro|trabajo|internet|luz|empresa)
baja (de|del) (precio|gimnasio) ; (temporada|planta|parte) baja
(en )? para (el|la|los|las|mi|un|una|que|manana|cuando|lunes|martes|hoy|mi|su|ti|usted) ; sin mas (que|por)
nada mas , (solo|nomas|solamente|nada) ; nada mas (el|la|los|las|un|una|para|que|quiero|vengo|es|con)
mas (informacion|info|detalles|datos) ; (numero|persona) mas ; numero equivocado de
no me (molesta|interesa nada mas) ; a lo mejor ; no es (nada|una) mas
alto (de|del|la|el|costo|precio|riesgo|nivel) ; (mas|muy|tan|es|lo|en) (alto|baja|alta)
basta con (una|un|el|la|eso|esto|que|saber) ; no (me)? (cancelen|cancele|cancelar|borren|quiten|eliminen)
no (me|nos)? (den|des|de|dar) .. baja
no (me|nos)? (pierdan|pierdas|pierda|olviden|olvides|olvide|quiten|saquen|borren|eliminen|bloqueen) _{0,3}
(NO|basta de|sin|DEJAR) _{0,3} CORREOS !(ni|y|o) ...
    ((solo|mejor|prefiero|por|pero|sino|unicamente|manden|mandeme) .. ESCRITO|ESCRITO ..
    (si|ok|esta|solo|mejor|esta bien))
(por que|porque) .. (ya)? no (me|nos) _{0,4}
ya no (me|nos) (llegan|llega|mandan|escriben|envian|avisan|llegaron|mandaron) _{0,4}
(me|nos) (quitaron|sacaron|borraron|eliminaron) _{0,4}
interesa (la|el|esa|ese|esta) (promocion|oferta|promo|info|informacion)
baja (a|de)? (las|la|el|los|mi|mis)
    (placas|placa|carro|auto|coche|vehiculo|poliza|seguro|tarjeta|linea|cuenta|luz|moto|camioneta)
abogado _{0,3} (quiere|copia|factura|necesita)
(autorice|autorizo) (esa|la|el|ese|esta|ninguna|los|las) !(TEXTOS|LISTA|NUMERO)
no (me)? (llame|llamen|llames) ,? (mejor|solo|mas bien)?
    (mande|mandeme|mandenme|escriba|escribame|escribanme|envieme|por texto|texto)
nada por (correo|mail|email)
(responda|responde|responder|envie|envia|texto|mande|escriba) (stop|alto|baja|parar) (para _{0,4}|al|>)
no (quiero|quise|deseo|queria|pedi) (darme|dar|dejarme|que me den|la) .. baja
(esta|estoy|estar|estuvo|estuve|estaba|sigue|sigo|anda) de baja ; de baja (por
    !(favor|fa)|medica|maternal|laboral)
DEJAR .. de (llamarme|llamar|marcarme|marcar|hablarme) (y|,|mejor|pero|solo|nomas|mas|bien){0,4}
    (mandeme|mandenme|mande|manden|escriba|escriban|escribanme|escribame|envieme|envienme|texteen|texteeme)
(cuando|hasta cuando|que dia) .. (termina|terminan|acaba|acaban) .. (la|las|el|los)
(numero|telefono) (equivocado|incorrecto) (en|de|del) (la|el|mi|su|factura)
(no|nunca) .. (me|nos)? .. (he|ha|han|hemos)? ..
    (recibi|recibido|recibimos|llego|llegan|llega|llegado|mandado|mandaron
    |enviado|enviaron|vi|veo|tengo) .. _{0,2} ESCRITO
"""

REQUESTS = """
(dejen|deje|deja|dejad) .. (mi|este) .. NUMERO en paz ; no QUIERO .. contacto
(me|nos) (puede|pueden|podria|podrian|puedes) QUITAR SOFT{0,3} >
(puede|pueden|podria|podrian|puedes) (parar|dejar|terminar) SOFT{0,3} >
<< SOFT{0,3} (eliminar|borrar) SOFT{0,3} >> ; (pedi|dije|pido|pedido|pedimos|dicho) .. que no .. ESCRIBIR
DEJAR .. (de)? .. ESCRIBIR !(THING) ; DEJAR .. (de)? .. SUELTO .. (TEXTOS|>)
DEJAR .. (los|las|de|con|sus|tus|esos|estos|todos|mis|el|la)* .. MUCHOS ; DEJAR .. TEXTOS SOFT{0,3} >
(DEJAR|dejen) (de)? (molestar|fastidiar|joder|chingar) ; < SOFT{0,4} BARE SOFT{0,4} >
(dejen|deje|deja|dejenme|dejame|dejeme|dejadme|dejanos|dejenos|dejennos) .. (en
    paz|tranquilo|tranquila|tranquilos)
(DEJAR) .. (esto|eso) SOFT{0,2} >
(dije|pedi|pedimos|decir|dicho|pedido|digo|repetir) .. (que|de)? .. (DEJAR) SOFT{0,3} >
que .. (me|nos) .. QUITAR SOFT{0,3} > ; NO .. (me|nos) .. (ESCRIBIR) SOFT{0,5} >
(respondi|envie|mande|puse|escribi|decir|dije|diciendo|conteste) .. (stop|alto|baja) SOFT{0,3} (>|y|pero|_
    siguen)
que (parte|no) .. (de)? .. (no|stop|alto) ; cuantas veces _{0,8} (stop|alto|DEJAR|NO)
(los|te|lo|les|la|este|ya) .. (voy a)? .. (bloqueo|bloquear|bloquee|bloqueare|bloqueado|bloquearlos) SOFT{0,3}
    >
no .. (me|nos) (incluyan|incluya|incluyas|agreguen|agregue|pongan|metan) _{0,2} LISTA
no (manden|mande|envien|envie|mandes|envies) nada SOFT{0,3} >>
no _{0,2} (interesado|interesada|interesados|interesadas) .. (en)? .. (recibir|TEXTOS)
(salir|salirme|salgo) .. (de) .. (esto|aqui|aca|ahi) SOFT{0,2} >
(eliminacion|baja|borrado|cancelacion|supresion) .. de .. (mis|mi) _{0,2} (datos|NUMERO)
(respondi|envie|mande|puse|escribi|conteste) .. (stop|alto|baja) _{0,1} veces
(un|otro) TEXTOS mas? y (los|te|lo|voy|la) ; NO .. (me|nos) .. ESCRIBIR por este medio
DEJAR .. de hacer .. TEXTOS ; me opongo .. (a)? .. (recibir|TEXTOS|ESCRIBIR)
no .. (autorizo|consiento|acepto) _{0,4} (NUMERO|datos)
si _{0,5} (ESCRIBIR|TEXTOS|siguen|sigue|vuelven) (_|,){0,6} AMENAZA
AMENAZA (_|,){0,6} si _{0,4} (ESCRIBIR|siguen|sigue|vuelven|TEXTOS|continuan)
hasta (la madre|la coronilla|el gorro|los huevos|el cono) .. (de|con) .. TEXTOS
ya estuvo .. (con|de) .. TEXTOS
(fallecio|murio|numero|persona) (_|,){0,9}
    (QUITAR|borrenlo|eliminenlo|quitenlo|saquenlo|quitenla|borrenla|DEJAR .. de .. ESCRIBIR) SOFT{0,3} >
(fallecio|murio) (_|,){0,8} (QUITAR|DEJAR .. de .. ESCRIBIR)
DEJAR .. de (mandarle|mandarles|escribirle|escribirles|enviarle|enviarles)
(olvidate|olvidense|olvidese) .. (mi|este) numero
(no hay|sin|no) .. necesidad .. (de)? .. (que)? .. (me)? ESCRIBIR ; no (volver|vuelvan|vuelva) a (ESCRIBIR)
QUITAR .. de .. (los|sus|esos|tus|estos) .. TEXTOS
(me|nos) (quitas|sacas|borras|eliminas|quita|saca|borra) _{0,3} LISTA ; no rompan .. (con)? .. TEXTOS
NO .. (me|nos) .. (ESCRIBIR) (>|SOFT{0,4} >|mas|nunca|jamas|TEXTOS|(ni|ningun|mas|por favor|de|a este|sus|tus)
    .. (TEXTOS|>|numero|NUMERO|SOFT))
(ya)? no (me|nos) .. (vuelvan|vuelva|vuelvas|sigan|siga|sigas|esten|estes|este) .. (a)? .. (ESCRIBIR|SUELTO)
NO .. (vuelvan|vuelva|vuelvas) a (ESCRIBIR|SUELTO .. TEXTOS)
NO .. (me|nos) .. (ESCRIBIR|MANDAR) .. (mas|TEXTOS|nada SOFT{0,3} >>|nada mas)
no ESCRIBIR .. (mas|TEXTOS|a este numero)
no .. (molesten|moleste|molestes|jodan|jodas|joda|fastidien|fastidies|insistan|insistas) (mas|SOFT{0,3}
    >|por)?
ya no .. (me|nos)? .. (ESCRIBIR|MANDAR) !(THING) ; no me .. (llegue|lleguen|llegar) .. TEXTOS
(no|ni|nunca|ningun|basta|cero|nada) .. (mas|de|con|un) .. (TEXTOS|MUCHOS) ; << SOFT{0,3} no mas SOFT{0,3} >>
< no mas SOFT{0,2} >
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
(no es|este no es) (mi|el|su) numero ; << SOFT{0,2} (vete|vayanse|larguense|largate|vayase) .. SOFT{0,4} >>
(vete|vayanse|vayan) a la (mierda|chingada|verga)
(bloqueo|bloquear|bloqueare|bloqueado) .. (este|su|los|tu)? .. numero ; stop .. (TEXTOS|ESCRIBIR)
sin mas TEXTOS ; suscripcion (a|de) .. TEXTOS
< SOFT{0,3} no (ESCRIBIR|SUELTO|molestar|molesten) mas? SOFT{0,2} > ; no (enviar|mandar|escribir) (mas|TEXTOS)
<< (esta|esta usted)? (equivocado|equivocada) >>
(no|sin) _{0,2} (tienen|tiene|tienes|cuentan|di|doy|dado|cuenta|hay) _{0,3}
    (consentimiento|permiso|autorizacion)
(ESCRIBIR|TEXTOS) .. sin mi (consentimiento|permiso|autorizacion)
no .. (me|nos) .. ESCRIBIR (ni|o|y no) .. ESCRIBIR
no .. (esten|este|estes|sigan|siga|sigas|anden|ande|andes) GERUNDIO
no (hace falta|es necesario|necesitan|necesita|tienen que|tiene que|hay que) .. (que)? .. (me|nos)? ..
    (ESCRIBIR .. (mas|TEXTOS !(cuando|si|por))|(sigan|siga|sigas) .. GERUNDIO)
ya no (hace falta|es necesario|necesitan|necesita) .. (que)? .. (me|nos)? .. (ESCRIBIR .. TEXTOS|sigan
    GERUNDIO)
<< SOFT{0,3} (cero|ningun|ninguna|ni un|ni una) .. MUCHOS SOFT{0,4} >>
(rechazo|rechazamos|rehuso|niego|renuncio) .. (a)? .. (recibir|que)? .. (TEXTOS|ESCRIBIR)
<< SOFT{0,3} (cancelar|cancelen|cancele|anular|anulen|anule|terminar|terminen|detener) (la|esta)? suscripcion
    SOFT{0,4} >>
no more .. TEXTOS SOFT{0,3} > ; << SOFT{0,2} (stop|alto|paren|basta) SOFT{0,2} ,? no QUIERO SOFT{0,4} >>
(DEJAR|dejen) (de)? (fregar|insistir|hostigar|acosar|estar (molestando|chingando|jodiendo|fregando))
(diablo|mierda|carajo|verga|chingada|demonio) .. con .. TEXTOS
NO (me)? MANDAR .. (esto|eso|esta|estas|estos|TEXTOS) .. (SOFT{0,2} >|a .. NUMERO)
(nunca|jamas) _{0,2} (di|doy|dado|autorice|tuvieron|tienen) _{0,2} (consentimiento|permiso|autorizacion)
(respondi|envie|mande|puse|escribi|conteste) .. (stop|alto|baja) _{0,3} y .. (siguen|sigue|continuan)
NUMERO ... (quitenlo|borrenlo|eliminenlo|saquenlo|quitelo|borrelo|eliminelo|saquelo) SOFT{0,3} >
(remove|unsubscribe|delete) me SOFT{1,3} > ; TEXTOS _{0,2} (ya)? no QUIERO SOFT{0,3} >
no .. (me|nos) (interesa|interesan) .. recibir ; no QUIERO que .. NUMERO _{0,2} TEXTOS
"""

DOUBTS = """
como ; (EL) .. (dijo|dice|pidio) ; (ESCRIBIR|TEXTOS|MANDAR) .. TIEMPO
(escribame|escribanme|mejor) (por|al) (texto|sms|mensaje)
(por|al) correo ,? .. (mandelo|mandelos|mejor|prefiero|ESCRIBIR) .. (por)? texto ; pero (si|quiero|sigan)
si .. (escribo|respondo) ; que pasa ; por error ; excepto ; salvo ; menos
(hasta !(la madre|la coronilla|el gorro|los huevos)|manana|todavia|aun|mientras|por ahora|ahorita)
no (me|nos) (llame|llamen|llames) !(ni|o|y no) (_|,){0,9}
    (texto|mensaje|escriba|escribanme|manden|mande|mandeme)
(voz|llamadas) (_|,){0,3} (texto|por texto)
"""

UNCLEAR = """
(los|te) (demando|denuncio|reporto) ; << SOFT{0,2} para .. MUCHOS SOFT{0,2} >>
no .. (me|estoy|estamos|tengo)? .. (interes|interesa|interesan|interesado|interesada|interesados)
    !(THING|en|que)
sin interes ; (estos|esos) (TEXTOS) ; (dije|dicho) que no SOFT{0,3} >
QUITARME (>|SOFT|_{1,3} (LISTA|NUMERO)) ; NO .. ESCRIBIR _{0,3} TEXTOS ; (los|te|lo) (voy|vamos) a (AMENAZA)
ya no _{0,2} (vivo|soy|tengo) _{0,4} (ahi|numero|cliente|clienta)
(dejen|deje|deja|paren|dejar|cesen|suspendan) _{0,5} (TEXTOS|ESCRIBIR)
(siguen|sigue|continuan) .. (llegando|mandando|enviando|escribiendo|molestando)
NO .. (QUIERO|necesito|interesa) _{0,5} TEXTOS ; (muchos|tantos|demasiado|demasiados|mucho) .. TEXTOS
no soy .. cliente ; no soy .. clienta ; ya compre ; QUITAR _{0,4} (LISTA|NUMERO)
_ (paren|parense|parenle) >> ; ya (basta|estuvo bueno) ; << ya? suficiente ya? >>
< SOFT{0,3} (basta|spam) SOFT{0,3} > ; (es|esto) .. (spam|acoso|basura)
(denunciar|reportar|demandar|denunciare|reportare|reporto|denuncio)
(nunca|no) .. (me)? .. (suscribi|registre|inscribi|pedi|solicite|autorice)
(callate|callense|chinga|chinguen|chingada|mierda|carajo|jodete|jodanse)
NO .. (me|nos) .. (ESCRIBIR|MANDAR) .. (nada|mas)
no .. (me|nos) (contacten|contacte|molesten|moleste|escriban|escriba|escribas|llamen|llames|llame)
no QUIERO .. (mas|nada|esto) > ; no QUIERO .. _{0,4} (TEXTOS) ; DEJAR .. de .. ESCRIBIR ; de baja >
QUITARME de (su|sus|tu|esta) ; no soy .. (la persona|esa persona|ese|quien) ; (por que|porque) me (ESCRIBIR)
(muchos|tantos|demasiados) TEXTOS ; << SOFT{0,3} nunca mas SOFT{0,2} >> ; ya no SOFT{0,2} >
(DEJAR|CANCELAR|anular) .. (la|mi|esta)? (suscripcion) ; << ya no quiero >>
(quitenlo|borrenlo|eliminenlo|saquenlo|quitelo|borrelo) SOFT{0,3} >
(NO|sin|ningun|ni|nada|rechazo|DEJAR) _{0,4}
    (mensajes|mensaje|textos|msjs|msj|sms|promociones|publicidad|anuncios|avisos)
(mensajes|textos|sms|promociones|publicidad) _{0,1} ,? (no|ya no) (SOFT|QUIERO|>)
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

SPANISH = Language(
    code="es",
    opt_out="alto parar baja pare",
    help="ayuda",
    courtesies="por favor, x favor, xfavor, porfavor, porfa, porfis, xfa, favor, no gracias, "
    "muchas gracias, gracias, ya, "
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
    endings=ENDINGS,
    spelled=SPELLED,
    misspelled="mensajes mandarme enviarme escribirme promociones publicidad",
    real=REAL,
)
