"""Ce que tout parcours respecte, quelle que soit la vie de la demande."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.calendrier import Calendrier
from suivi.delais.echeances import Echeance, calculer
from suivi.delais.evenements import Genre
from suivi.delais.interruptions import Interruption
from suivi.delais.parcours import suivre
from suivi.delais.phrases import raconter
from suivi.delais.regles import Regle, Reprise, Unite
from tests.suivi import hasard
from tests.suivi.calendriers import calendriers, jours

UN_JOUR = timedelta(days=1)

# Une vie au hasard, rejouable : hypothesis ne tire et ne réduit que la graine.
vies = st.integers(0, 10**9).map(lambda graine: hasard.un_cas(Random(graine)))


def suivi(vie, **changements):
    suite, regle, territoire, fermetures, le = vie
    choix = {"suite": suite, "regle": regle, "le": le} | changements
    calendrier = choix.pop("calendrier", None) or Calendrier(territoire, fermetures)
    return suivre(choix["suite"], choix["regle"], calendrier, le=choix["le"])


@given(vies)
def test_une_echeance_en_jours_ouvres_ou_reportee_n_est_jamais_un_jour_ferme(vie):
    echeance = suivi(vie).reponse.echeance
    if echeance.date and (echeance.regle.unite is Unite.OUVRES or echeance.regle.report):
        assert Calendrier(vie[2], vie[3]).est_ouvre(echeance.date)


@given(vies)
def test_jours_comptes_et_jours_exclus_font_le_chemin_de_l_arrivee_a_l_echeance(vie):
    echeance = suivi(vie).reponse.echeance
    exclus = [*echeance.jours_exclus, *echeance.report]
    assert len({exclu.jour for exclu in exclus}) == len(exclus)
    assert all(exclu.motif for exclu in exclus)
    if echeance.date:
        assert (echeance.date - echeance.arrivee).days == echeance.jours + len(exclus)
        assert all(echeance.arrivee < exclu.jour < echeance.date for exclu in echeance.jours_exclus)


@given(vies)
def test_utilises_et_restants_font_le_delai_sauf_si_la_reprise_effacera(vie):
    vu = suivi(vie)
    reponse = vu.reponse
    total = reponse.echeance.jours + len(reponse.echeance.report)
    if not (reponse.est_arretee and vu.regle.reprise is Reprise.REMISE_A_ZERO):
        assert reponse.utilises + reponse.restants == total


@given(vies)
def test_un_reste_negatif_est_un_retard_et_un_retard_n_a_pas_de_reste(vie):
    reponse = suivi(vie).reponse
    passee = reponse.echeance.date is not None and reponse.au > reponse.echeance.date
    if reponse.restants < 0:
        assert passee
    if passee:
        assert reponse.restants <= 0


@given(vies)
def test_le_lendemain_on_n_a_pas_moins_utilise_de_jours(vie):
    """Sauf événement ce jour-là, ou reprise qui efface le compte."""
    lendemain = vie[4] + UN_JOUR
    if vie[1].reprise is Reprise.CONTINUE and lendemain not in {e.le for e in vie[0]}:
        avant, apres = suivi(vie).reponse, suivi(vie, le=lendemain).reponse
        assert 0 <= apres.utilises - avant.utilises <= 1


@given(vies)
def test_l_etat_se_deduit_sans_rien_ranger(vie):
    assert suivi(vie) == suivi(vie)


@given(vies)
def test_ce_qui_n_a_pas_eu_lieu_ne_change_rien(vie):
    suite, le = vie[0], vie[4]
    assert suivi(vie) == suivi(vie, suite=[e for e in suite if e.le <= le])


@given(vies)
def test_le_recit_finit_toujours_ses_phrases(vie):
    phrases = raconter(suivi(vie))
    assert len(phrases) >= 4
    assert all(p[0].isupper() and p.endswith(".") and "None" not in p for p in phrases)


@given(vies)
def test_l_echeance_se_range_et_se_relit(vie):
    echeance = suivi(vie).reponse.echeance
    assert Echeance.depuis_json(echeance.en_json()) == echeance


@given(vies)
def test_la_transmission_et_l_accuse_ne_touchent_pas_a_la_reponse(vie):
    sans = [e for e in vie[0] if e.genre not in (Genre.TRANSMISE, Genre.ACCUSEE)]
    assert suivi(vie).reponse == suivi(vie, suite=sans).reponse


@given(vies)
def test_rien_n_arrete_l_horloge_de_l_accuse(vie):
    suite, regle, territoire, fermetures, _ = vie
    accuse = suivi(vie).accuse.echeance
    assert accuse == calculer(
        accuse.arrivee, regle.pour_accuse(), Calendrier(territoire, fermetures)
    )


durees = st.integers(1, 60)
unites = st.sampled_from(Unite)
arrets = st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 30)), max_size=4)


@st.composite
def delais(draw):
    """Une arrivée, une règle, un calendrier et des interruptions qui peuvent se croiser."""
    arrivee = draw(jours)
    regle = Regle(cle="essai", jours=draw(durees), unite=draw(unites), report=draw(st.booleans()))
    interruptions = [
        Interruption(arrivee + timedelta(days=debut), arrivee + timedelta(days=debut + duree), "x")
        for debut, duree in draw(arrets)
    ]
    return arrivee, regle, draw(calendriers), interruptions


@given(delais())
def test_une_interruption_n_avance_jamais_l_echeance(delai):
    arrivee, regle, calendrier, interruptions = delai
    sans = calculer(arrivee, regle, calendrier).date
    assert calculer(arrivee, regle, calendrier, interruptions).date >= sans


@given(delais(), st.integers(1, 20))
def test_une_prolongation_recule_toujours_l_echeance_ou_son_terme(delai, en_plus):
    arrivee, regle, calendrier, interruptions = delai
    sans = calculer(arrivee, regle, calendrier, interruptions)
    avec = calculer(arrivee, regle, calendrier, interruptions, en_plus)
    assert avec.terme > sans.terme
    assert avec.date >= sans.date


@given(delais())
def test_l_ordre_des_interruptions_est_indifferent(delai):
    arrivee, regle, calendrier, interruptions = delai
    a_l_envers = calculer(arrivee, regle, calendrier, interruptions[::-1])
    assert a_l_envers == calculer(arrivee, regle, calendrier, interruptions)


@given(delais(), st.integers(0, 10))
def test_arriver_plus_tard_n_avance_jamais_l_echeance_meme_interrompue(delai, apres):
    arrivee, regle, calendrier, interruptions = delai
    ensuite = calculer(arrivee + timedelta(days=apres), regle, calendrier, interruptions)
    assert ensuite.date >= calculer(arrivee, regle, calendrier, interruptions).date


@given(delais(), st.integers(0, 40))
def test_un_jour_ferme_de_plus_n_avance_jamais_une_echeance_en_jours_ouvres(delai, rang):
    arrivee, regle, calendrier, interruptions = delai
    regle = replace(regle, unite=Unite.OUVRES)
    ferme = Calendrier(calendrier.territoire, {arrivee + timedelta(days=rang): "pont"})
    avant = calculer(arrivee, regle, calendrier, interruptions).date
    assert calculer(arrivee, regle, ferme, interruptions).date >= avant
