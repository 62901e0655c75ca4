"""La forme d'un cumul : ce qu'il range ne change pas sans que les cumuls d'avant soient refaits."""

from datetime import date, timedelta
from hashlib import sha256

from django.db.models.fields.json import KeyTransform

from suivi.cumul.tassement import FORME, Profil, Sort, coder
from suivi.cumul.tenue import tassees

# Ce qui est rangé, et ce qui le calcule : s'il change, augmenter FORME puis noter son empreinte.
EMPREINTES = {2: "715ab74d86153770"}


class Temoin:
    """Une requête qui ne lit rien, et retient ce qu'on lui demande."""

    def annotate(self, **calculs):
        self.demandes = {nom: dire(calcul) for nom, calcul in calculs.items()}
        return self

    def order_by(self, *champs):
        return self

    def values_list(self, *champs):
        self.demandes["champs"] = champs
        return self

    def iterator(self, *args):
        return iter(())


def dire(calcul):
    """Le calcul en texte ; Django ne dit pas quelle clé d'un JSON il lit."""
    if isinstance(calcul, KeyTransform):
        (source,) = calcul.get_source_expressions()
        return f"{dire(source)}.{calcul.key_name}"
    return repr(calcul)


def empreinte_de_ce_qui_se_range():
    temoin = Temoin()
    assert list(tassees(temoin)) == []
    arrivee = date(2022, 3, 7)
    dates = [None, arrivee - timedelta(days=2), arrivee, arrivee + timedelta(days=400)]
    codes = [coder(arrivee, traitee, echeance) for traitee in dates for echeance in dates]
    profil = Profil("registre", "canal", "nature", "oui", "ouvres", 5, Sort(True, False, True))
    etat = [Profil._fields, Sort._fields, sorted(temoin.demandes.items()), codes, profil.en_texte()]
    return sha256(repr(etat).encode()).hexdigest()[:16]


def test_ce_que_range_un_cumul_ne_change_pas_sans_changer_de_forme():
    assert EMPREINTES[FORME] == empreinte_de_ce_qui_se_range()
