// Every word on the page, English then French, and the few ways in which numbers and times are written.

const TABLE = {
  title: ["Responder simulator", "Simulateur Responder"],
  "title.short": ["Simulator", "Simulateur"],
  tagline: ["You are the customer. No text leaves this machine.", "Vous êtes le client. Aucun texto ne quitte cette machine."],
  "lang.other": ["Français", "English"],
  phones: ["Phones", "Téléphones"],
  add: ["Add a phone", "Ajouter un téléphone"],
  "add.why": ["A new customer, with a number of their own.", "Un nouveau client, avec son propre numéro."],
  "add.name": ["Name", "Nom"],
  "add.number": ["Number", "Numéro"],
  "add.yes": ["Yes, add the phone", "Oui, ajouter le téléphone"],
  "add.wrong": ["Write the number with + and its country code, like +1 418 555 0142.", "Écrivez le numéro avec + et l’indicatif du pays, par exemple +1 418 555 0142."],
  "add.taken": ["A phone here already has this number.", "Un téléphone a déjà ce numéro."],
  "add.refused": ["The simulator did not take this phone. Nothing was added.", "Le simulateur a refusé ce téléphone. Rien n’a été ajouté."],
  "add.none": ["No phone yet", "Aucun téléphone"],
  "add.first": ["Add a phone, then text STOP, START or HELP from it.", "Ajoutez un téléphone, puis textez ARRET, START ou AIDE."],
  cancel: ["Cancel", "Annuler"],
  close: ["Close", "Fermer"],

  "link.wait": ["Connecting…", "Connexion…"],
  "link.live": ["Live", "En direct"],
  "link.lost": ["Not connected. Trying again…", "Non connecté. Nouvel essai…"],

  to: ["Business number to text", "Numéro de l’entreprise à texter"],
  business: ["Business", "Entreprise"],
  long_code: ["Long code", "Numéro local"],
  toll_free: ["Toll-free", "Sans frais"],
  short_code: ["Short code", "Numéro court"],
  "answers.off": ["Responder answers STOP", "Responder répond à STOP"],
  "answers.default": ["Twilio answers STOP", "Twilio répond à STOP"],
  "answers.advanced": ["Twilio answers and marks STOP", "Twilio répond à STOP et le signale"],
  "answers.network": ["the network answers STOP", "le réseau répond à STOP"],
  paused: ["paused", "en pause"],
  none: ["No business number", "Aucun numéro d’entreprise"],

  conversation: ["Conversation of {name}", "Conversation de {name}"],
  "empty.title": ["Nothing here yet", "Rien pour l’instant"],
  "empty.body": ["Text STOP, START or HELP, or write whatever a customer would write.", "Textez ARRET, START ou AIDE, ou ce qu’un client écrirait."],
  today: ["Today", "Aujourd’hui"],
  yesterday: ["Yesterday", "Hier"],
  write: ["Text message", "Message texte"],
  send: ["Send", "Envoyer"],
  quick: ["Quick keys", "Touches rapides"],
  "quick.key": ["Send {word}", "Envoyer {word}"],
  attach: ["Attach a picture", "Joindre une image"],
  detach: ["Remove the picture", "Retirer l’image"],
  picture: ["Picture", "Image"],
  attachment: ["Attachment", "Pièce jointe"],
  "not.sent": ["Not sent. Your words are kept; try again.", "Non envoyé. Votre texte est gardé; réessayez."],
  elsewhere: ["New text from {number}", "Nouveau texto de {number}"],
  arrived: ["{name}: text from {author}: {body}", "{name} : texto de {author} : {body}"],
  unread: ["{n} unread", "{n} non lus"],

  "author.network": ["Network", "Réseau"],
  "author.twilio": ["Twilio", "Twilio"],
  "author.responder": ["Responder", "Responder"],
  "author.by": ["Written by {author}", "Écrit par {author}"],

  "status.accepted": ["Accepted", "Accepté"],
  "status.scheduled": ["Scheduled", "Planifié"],
  "status.queued": ["Queued", "En file"],
  "status.sending": ["Sending", "Envoi en cours"],
  "status.sent": ["Sent", "Envoyé"],
  "status.delivered": ["Delivered", "Livré"],
  "status.undelivered": ["Undelivered", "Non livré"],
  "status.failed": ["Failed", "Échec"],
  "status.canceled": ["Canceled", "Annulé"],
  "status.received": ["Sent", "Envoyé"],
  "status.receiving": ["Sending", "Envoi en cours"],
  "mine.taken": ["Business has it", "Reçu par l’entreprise"],
  "mine.failed": ["Webhook failed", "Webhook en échec"],
  "mine.lost": ["Webhook lost", "Webhook perdu"],
  never: ["This text never reached the phone.", "Ce texto n’est jamais arrivé au téléphone."],

  "err.other": ["Twilio’s error {code}.", "Erreur {code} de Twilio."],
  "err.11200": ["The business’s server did not answer properly.", "Le serveur de l’entreprise n’a pas répondu correctement."],
  "err.11205": ["The business’s server could not be reached.", "Le serveur de l’entreprise est injoignable."],
  "err.12300": ["The business’s server answered with the wrong content.", "Le serveur de l’entreprise a répondu avec un mauvais contenu."],
  "err.14107": ["Too many answers to one number.", "Trop de réponses à un même numéro."],
  "err.20003": ["The account’s secret is wrong.", "Le secret du compte est erroné."],
  "err.20429": ["Too many requests at once.", "Trop de requêtes à la fois."],
  "err.20500": ["Twilio failed inside.", "Erreur interne chez Twilio."],
  "err.20503": ["Twilio is unavailable.", "Twilio est indisponible."],
  "err.21211": ["This is not a valid number.", "Ce numéro n’est pas valide."],
  "err.21610": ["The customer opted out of this number.", "Le client s’est désabonné de ce numéro."],
  "err.21611": ["The sender’s queue is full.", "La file de l’expéditeur est pleine."],
  "err.21614": ["This number cannot receive texts.", "Ce numéro ne reçoit pas de textos."],
  "err.21617": ["The text is too long.", "Le texto est trop long."],
  "err.30001": ["The sender’s queue overflowed.", "La file de l’expéditeur a débordé."],
  "err.30002": ["The account is suspended.", "Le compte est suspendu."],
  "err.30003": ["The phone is off or out of reach.", "Le téléphone est éteint ou hors de portée."],
  "err.30004": ["The carrier blocks texts to this phone.", "L’opérateur bloque les textos vers ce téléphone."],
  "err.30005": ["The number does not exist (any more).", "Le numéro n’existe pas (ou plus)."],
  "err.30006": ["A landline, or a carrier out of reach.", "Ligne fixe, ou opérateur injoignable."],
  "err.30007": ["The carrier filtered it as unwanted.", "L’opérateur l’a filtré comme indésirable."],
  "err.30008": ["The carrier gave no reason.", "L’opérateur n’a donné aucune raison."],
  "err.30022": ["Faster than the carrier allows.", "Plus vite que l’opérateur ne le permet."],
  "err.30034": ["The sender is not registered.", "L’expéditeur n’est pas enregistré."],
  "err.30036": ["It waited too long and expired.", "Il a attendu trop longtemps et a expiré."],
  "err.30410": ["The carrier’s system timed out.", "Le système de l’opérateur n’a pas répondu."],

  log: ["What happened", "Ce qui s’est passé"],
  "log.none": ["Nothing yet. Webhooks, sends and delivery reports show here.", "Rien encore. Les webhooks, envois et accusés s’afficheront ici."],
  "log.inbound": ["Text handed to Twilio", "Texto remis à Twilio"],
  "log.webhook": ["Webhook to Responder", "Webhook vers Responder"],
  "log.create": ["Responder sends", "Responder envoie"],
  "log.callback": ["Delivery report: {status}", "Accusé : {status}"],
  "log.optout_block": ["This number is now blocked", "Ce numéro est maintenant bloqué"],
  "log.optout_unblock": ["This number is open again", "Ce numéro est de nouveau ouvert"],
  "log.network_reply": ["The network answered", "Le réseau a répondu"],
  "log.twilio_reply": ["Twilio answered", "Twilio a répondu"],
  "log.alert": ["Twilio’s alert", "Alerte de Twilio"],
  "log.other": ["{kind}", "{kind}"],
  "log.webhook_lost": ["webhook lost", "webhook perdu"],
  "log.unreachable": ["cannot connect", "injoignable"],
  "log.cut": ["cut off", "coupé"],
  "log.timeout": ["no answer", "sans réponse"],
  "log.dropped": ["dropped", "perdu"],
  "ms": ["{n} ms", "{n} ms"],
  "blocked": ["{number} can no longer text this phone", "{number} ne peut plus texter ce téléphone"],
  "unblocked": ["{number} can text this phone again", "{number} peut de nouveau texter ce téléphone"],

  broken: ["Broken right now:", "En panne :"],
  mend: ["Mend everything", "Tout réparer"],
  break: ["Break things", "Provoquer des pannes"],
  "break.why": ["See what Responder does when the world misbehaves. Changes apply at once.", "Voyez ce que fait Responder quand tout va mal. Les changements s’appliquent aussitôt."],
  "break.kept": ["Not changed: the simulator did not answer.", "Inchangé : le simulateur n’a pas répondu."],

  "g.webhooks": ["Texts on their way to Responder", "Textos en route vers Responder"],
  "g.api": ["Responder sending through the API", "Envois de Responder par l’API"],
  "g.delivery": ["Delivery to the phone", "Livraison au téléphone"],
  "g.callbacks": ["Delivery reports back to Responder", "Accusés de livraison vers Responder"],
  "g.log": ["The provider’s records", "Les registres du fournisseur"],

  "f.webhooks": ["Webhook", "Webhook"],
  "f.webhooks.ok": ["Arrives", "Arrive"],
  "f.webhooks.lose": ["Is lost", "Se perd"],
  "f.webhooks.bad_signature": ["Badly signed", "Mal signé"],
  "f.webhook_delay": ["Delay it", "Le retarder"],
  "f.webhook_duplicate": ["Extra copies", "Copies en trop"],
  "f.account": ["Account", "Compte"],
  "f.account.ok": ["Works", "Fonctionne"],
  "f.account.wrong_token": ["Token was changed", "Jeton changé"],
  "f.account.suspended": ["Suspended", "Suspendu"],
  "f.api": ["API answer", "Réponse de l’API"],
  "f.api.ok": ["Works", "Fonctionne"],
  "f.api.500": ["500", "500"],
  "f.api.500_after": ["500, but taken", "500, mais pris"],
  "f.api.502html": ["502 as HTML", "502 en HTML"],
  "f.api.503": ["503", "503"],
  "f.api.429": ["429 too many", "429 trop"],
  "f.api.timeout_before": ["Timeout, not taken", "Délai, non pris"],
  "f.api.timeout_after": ["Timeout, but taken", "Délai, mais pris"],
  "f.api.reset_before": ["Reset, not taken", "Coupé, non pris"],
  "f.api.reset": ["Reset, but taken", "Coupé, mais pris"],
  "f.api_latency_ms": ["Answer slowly", "Répondre lentement"],
  "f.api_fail_next": ["Fail only the next", "N’échouer que les prochains"],
  "f.api_max_concurrent": ["At most at once", "Au plus à la fois"],
  "f.delivery": ["Outcome", "Issue"],
  "f.delivery.delivered": ["Delivered", "Livré"],
  "f.delivery.undelivered": ["Undelivered", "Non livré"],
  "f.delivery.stuck_sent": ["Stuck at sent", "Bloqué à envoyé"],
  "f.delivery.failed": ["Failed", "Échec"],
  "f.error_code": ["With error", "Avec l’erreur"],
  "f.callbacks": ["Reports", "Accusés"],
  "f.callbacks.ok": ["Arrive", "Arrivent"],
  "f.callbacks.drop": ["Are lost", "Se perdent"],
  "f.callbacks.duplicate": ["Come twice", "Viennent deux fois"],
  "f.callbacks.reorder": ["Out of order", "En désordre"],
  "f.callbacks.bad_signature": ["Badly signed", "Mal signés"],
  "f.callbacks.before_create_answer": ["Before the answer", "Avant la réponse"],
  "f.callback_delay": ["Delay them", "Les retarder"],
  "f.log": ["Message log", "Journal des messages"],
  "f.log.ok": ["Readable", "Lisible"],
  "f.log.500": ["500", "500"],
  "f.log.empty_page": ["Empty page", "Page vide"],
  "f.shared_key": ["Sign with a shared key", "Signer avec une clé partagée"],

  "v.none": ["No", "Non"],
  "v.usual": ["The usual one", "L’habituelle"],
  "v.any": ["No limit", "Sans limite"],
  "v.s": ["{n} s", "{n} s"],
  "v.ms": ["{n} ms", "{n} ms"],
  "v.n": ["{n}", "{n}"],

  "b.webhooks.lose": ["webhooks are lost", "les webhooks se perdent"],
  "b.webhooks.bad_signature": ["webhooks are badly signed", "les webhooks sont mal signés"],
  "b.webhook_delay": ["webhooks come {n} s late", "les webhooks arrivent {n} s en retard"],
  "b.webhook_duplicate": ["webhooks come with {n} extra", "les webhooks viennent avec {n} de trop"],
  "b.account.wrong_token": ["the auth token was changed", "le jeton a été changé"],
  "b.account.suspended": ["the account is suspended", "le compte est suspendu"],
  "b.api.500": ["the API answers 500", "l’API répond 500"],
  "b.api.500_after": ["the API takes the text, then answers 500", "l’API prend le texto, puis répond 500"],
  "b.api.502html": ["the API answers 502 as HTML", "l’API répond 502 en HTML"],
  "b.api.503": ["the API answers 503", "l’API répond 503"],
  "b.api.429": ["the API answers 429", "l’API répond 429"],
  "b.api.timeout_before": ["the API times out without taking the text", "l’API expire sans prendre le texto"],
  "b.api.timeout_after": ["the API takes the text, then times out", "l’API prend le texto, puis expire"],
  "b.api.reset_before": ["the API cuts the connection without taking the text", "l’API coupe sans prendre le texto"],
  "b.api.reset": ["the API takes the text, then cuts the connection", "l’API prend le texto, puis coupe"],
  "b.api_latency_ms": ["the API takes {n} ms", "l’API prend {n} ms"],
  "b.api_fail_next": ["only for the next {n}", "seulement pour les {n} prochains"],
  "b.api_max_concurrent": ["at most {n} requests at once", "au plus {n} requêtes à la fois"],
  "b.delivery.undelivered": ["texts are not delivered", "les textos ne sont pas livrés"],
  "b.delivery.stuck_sent": ["texts stay at “sent”", "les textos restent à « envoyé »"],
  "b.delivery.failed": ["texts fail", "les textos échouent"],
  "b.error_code": ["with error {n}", "avec l’erreur {n}"],
  "b.callbacks.drop": ["delivery reports are lost", "les accusés se perdent"],
  "b.callbacks.duplicate": ["delivery reports come twice", "les accusés viennent deux fois"],
  "b.callbacks.reorder": ["delivery reports come out of order", "les accusés viennent en désordre"],
  "b.callbacks.bad_signature": ["delivery reports are badly signed", "les accusés sont mal signés"],
  "b.callbacks.before_create_answer": ["reports come before the API’s answer", "les accusés devancent la réponse de l’API"],
  "b.callback_delay": ["delivery reports come {n} s late", "les accusés arrivent {n} s en retard"],
  "b.log.500": ["the message log answers 500", "le journal répond 500"],
  "b.log.empty_page": ["the message log looks empty", "le journal paraît vide"],
  "b.shared_key": ["webhooks are signed with a shared key", "les webhooks sont signés d’une clé partagée"],
};

const REMEMBERED = "handset.language";
let language = startLanguage();

function startLanguage() {
  const kept = localStorage.getItem(REMEMBERED);
  if (kept === "en" || kept === "fr") return kept;
  return navigator.language.toLowerCase().startsWith("fr") ? "fr" : "en";
}

export const currentLanguage = () => language;

export function switchLanguage() {
  language = language === "en" ? "fr" : "en";
  localStorage.setItem(REMEMBERED, language);
}

export const has = (key) => Object.hasOwn(TABLE, key);

export function t(key, values = {}) {
  const text = has(key) ? TABLE[key][language === "fr" ? 1 : 0] : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function explain(code) {
  return has(`err.${code}`) ? t(`err.${code}`) : t("err.other", { code });
}

export function readable(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number ?? "");
  return parts ? `+1 (${parts[1]}) ${parts[2]}-${parts[3]}` : String(number ?? "");
}

const locale = () => (language === "fr" ? "fr-CA" : "en-CA");

export const clock = (at) =>
  new Date(at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

// A column of its own in the history: the short form in both languages.
export const clockSeconds = (at) =>
  new Date(at).toLocaleTimeString("en-CA", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export function day(at) {
  const then = new Date(at).toDateString();
  if (then === new Date().toDateString()) return t("today");
  if (then === new Date(Date.now() - 86_400_000).toDateString()) return t("yesterday");
  return new Date(at).toLocaleDateString(locale(), { weekday: "long", day: "numeric", month: "long" });
}
