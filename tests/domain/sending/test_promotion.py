"""What a shop writes to sell is warned of, what it writes to serve is not (CA-02)."""

import pytest

from responder.domain.sending.promotional_words import warning


@pytest.mark.parametrize(
    "text",
    [
        *("Get 20% off winter tires", "20 percent off brakes this week", "Free oil change with any visit"),
        *("Free inspection this month!", "Buy one get one free", "Half price tires", "2 for 1 on wipers"),
        *("Book before Friday and save", "Special on brakes: $99", "Refer a friend and get $25"),
        *("Oil change only $39", "Gift card with every visit", "Win a set of tires", "Best prices in town"),
        *("Vidange à 50 % ce mois-ci", "2 pour 1 sur les pneus", "Spécial pneus d’hiver", "À moitié prix"),
        *("Changement d’huile gratuit", "Rabais de 20 $", "Venez voir nos prix", "Gagnez un lavage"),
        *("Dos por uno en llantas", "Frenos a mitad de precio", "Ahorre hoy"),
    ],
)
def test_what_sells_is_warned_of(text):
    assert "CA-02" in warning(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Your car is ready. We close at 6.", "Feel free to call our toll-free number."),
        "We need 2 for 3 pm.",
        *("It took a great deal of time.", "We offer our apologies.", "Your sales order 12 is ready."),
        *("The invoice is $412.50.", "Parking is free behind the shop.", "A part is missing."),
        *("Votre auto est prête.", "Appelez-nous sans frais.", "Le rendez-vous est à 14 h."),
        "C’est 412,50 $.",
        *("Su auto está listo.", "Son 412 dólares.", "Cerramos a las 18 h."),
    ],
)
def test_what_serves_is_not(text):
    assert warning(text) == ""
