"""La protection des pages sans compte : jeton, adresse, débit."""

from datetime import UTC, date, datetime, timedelta

import pytest

from qualepref.socle import depot_public
from qualepref.socle.depot_public import (
    AGE_MAX,
    AGE_MIN,
    MEMOIRE,
    JetonPerime,
    JetonRefuse,
    JetonTropFrais,
    adresse_du_visiteur,
    empreinte_du_reseau,
    reseau,
)
from qualepref.socle.models import Passage
from qualepref.socle.tasks import oublier_les_passages

MIDI = datetime(2022, 3, 7, 12, tzinfo=UTC)
CHEZ_UN = "203.0.113.7"


def test_un_jeton_se_relit_entre_son_age_minimal_et_son_age_maximal():
    jeton = depot_public.emettre("depot-abc", le=1000)
    tot, tard = 1000 + AGE_MIN, 1000 + AGE_MAX
    assert depot_public.lire(jeton, "depot-abc", le=tot) == depot_public.lire(
        jeton, "depot-abc", le=tard
    )


def test_deux_jetons_n_ont_pas_le_meme_identifiant():
    lus = {
        depot_public.lire(depot_public.emettre("depot-abc", le=0), "depot-abc", le=60)
        for _ in range(5)
    }
    assert len(lus) == 5


@pytest.mark.parametrize(
    ("apres", "refus"),
    [(0, JetonTropFrais), (AGE_MIN - 1, JetonTropFrais), (AGE_MAX + 1, JetonPerime)],
)
def test_trop_frais_ou_perime_se_refuse(apres, refus):
    with pytest.raises(refus):
        depot_public.lire(depot_public.emettre("depot-abc", le=1000), "depot-abc", le=1000 + apres)


@pytest.mark.parametrize("jeton", ["", "n'importe quoi", "a:b:c", "\x00" * 3])
def test_un_jeton_fabrique_se_refuse(jeton):
    with pytest.raises(JetonRefuse):
        depot_public.lire(jeton, "depot-abc")


def test_le_jeton_d_un_autre_formulaire_se_refuse():
    with pytest.raises(JetonRefuse):
        depot_public.lire(depot_public.emettre("depot-abc", le=0), "depot-xyz", le=60)


@pytest.mark.parametrize(
    ("meta", "relais", "attendue"),
    [
        ({"REMOTE_ADDR": CHEZ_UN}, 0, CHEZ_UN),
        ({"REMOTE_ADDR": CHEZ_UN, "HTTP_X_FORWARDED_FOR": "1.1.1.1"}, 0, CHEZ_UN),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": CHEZ_UN}, 0, CHEZ_UN),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": CHEZ_UN}, 0, CHEZ_UN),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": f"1.1.1.1, {CHEZ_UN}"}, 1, CHEZ_UN),
        (
            {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": f"1.1.1.1, {CHEZ_UN}, 10.0.0.2"},
            2,
            CHEZ_UN,
        ),
        ({"REMOTE_ADDR": "10.0.0.1"}, 2, "10.0.0.1"),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": CHEZ_UN}, 5, CHEZ_UN),
    ],
)
def test_l_adresse_est_celle_que_voit_notre_relais(meta, relais, attendue):
    assert adresse_du_visiteur(meta, relais) == attendue


@pytest.mark.parametrize(
    ("une", "autre", "pareilles"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::1", True),
        ("", "n'importe quoi", True),
    ],
)
def test_un_reseau_est_une_adresse_ipv4_ou_un_64_ipv6(une, autre, pareilles):
    assert (reseau(une) == reseau(autre)) is pareilles


def test_l_empreinte_change_chaque_jour_et_d_une_page_a_l_autre():
    jour, lendemain = date(2022, 3, 7), date(2022, 3, 8)
    empreintes = {
        empreinte_du_reseau(CHEZ_UN, "a", jour),
        empreinte_du_reseau(CHEZ_UN, "b", jour),
        empreinte_du_reseau(CHEZ_UN, "a", lendemain),
    }
    assert len(empreintes) == 3
    assert not any(CHEZ_UN in empreinte for empreinte in empreintes)


@pytest.fixture
def envoyer(db):
    def envoyer(nombre, le, adresse=CHEZ_UN):
        for _ in range(nombre):
            Passage.objects.noter("depot-abc", adresse, le)

    return envoyer


def test_le_douzieme_envoi_en_dix_minutes_fait_attendre(envoyer):
    envoyer(11, MIDI)
    assert Passage.objects.attente("depot-abc", CHEZ_UN, MIDI) is None
    envoyer(1, MIDI + timedelta(minutes=2))
    apres = MIDI + timedelta(minutes=4)
    assert Passage.objects.attente("depot-abc", CHEZ_UN, apres) == timedelta(minutes=6)
    assert Passage.objects.attente("depot-abc", CHEZ_UN, MIDI + timedelta(minutes=11)) is None


def test_une_autre_adresse_ou_une_autre_page_ne_sont_pas_retenues(envoyer):
    envoyer(12, MIDI)
    assert Passage.objects.attente("depot-abc", "203.0.113.8", MIDI) is None
    assert Passage.objects.attente("depot-xyz", CHEZ_UN, MIDI) is None


def test_le_compte_passe_minuit_malgre_le_sel_du_jour(envoyer):
    minuit = datetime(2022, 3, 8, tzinfo=UTC)
    envoyer(12, minuit - timedelta(minutes=1))
    assert Passage.objects.attente("depot-abc", CHEZ_UN, minuit + timedelta(minutes=1))


def test_un_flot_venu_de_partout_est_plafonne(db):
    Passage.objects.bulk_create(
        Passage(formulaire="depot-abc", empreinte=str(rang), moment=MIDI) for rang in range(300)
    )
    assert Passage.objects.attente("depot-abc", CHEZ_UN, MIDI)


def test_un_passage_s_oublie_apres_un_jour(envoyer):
    envoyer(3, MIDI)
    envoyer(1, MIDI + MEMOIRE + timedelta(seconds=1))
    assert Passage.objects.count() == 1
    oublier_les_passages()
    assert not Passage.objects.exists()
