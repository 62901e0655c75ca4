"""De quand à quand vaut une preuve tirée d'un document."""

from datetime import date

import pytest

from documents import circuit
from documents.preuve_suivie import Suivi, Tenu, suivre
from documents.validite import Periode

LE = date(2022, 6, 1)
EFFET, FIN = date(2022, 1, 1), date(2022, 12, 31)
V1, V2 = Periode(1, date(2021, 1, 1), date(2021, 12, 31)), Periode(2, EFFET)


def tenu(etat=circuit.EN_VIGUEUR, **champs):
    return Tenu(etat, EFFET, **champs)


@pytest.mark.parametrize(
    ("document", "figee", "attendu"),
    [
        (tenu(), None, Suivi(EFFET, None)),
        (tenu(date_caducite=FIN), None, Suivi(EFFET, FIN)),
        # figée, elle vaut jusqu'à ce qu'une autre la remplace
        (tenu(date_caducite=FIN, periodes=(V1, V2)), V2, Suivi(EFFET, FIN)),
        (tenu(date_caducite=FIN, periodes=(V1, V2)), V1, Suivi(V1.du, V1.au)),
        # archivé : le jour de l'archivage, ou la caducité si elle était déjà passée
        (tenu(circuit.ARCHIVE, date_archivage=LE), None, Suivi(EFFET, LE)),
        (
            tenu(circuit.ARCHIVE, date_archivage=LE, date_caducite=date(2022, 3, 1)),
            None,
            Suivi(EFFET, date(2022, 3, 1)),
        ),
        # remis en rédaction : le jour où sa version a cessé, à défaut ce jour
        (tenu(circuit.EN_REDACTION, date_caducite=FIN), None, Suivi(EFFET, LE)),
        (
            tenu(circuit.EN_REDACTION, periodes=(V1, V2._replace(au=date(2022, 5, 2)))),
            None,
            Suivi(EFFET, date(2022, 5, 2)),
        ),
        (
            tenu(circuit.ARCHIVE, date_archivage=date(2021, 1, 1)),
            None,
            Suivi(*[date(2021, 1, 1)] * 2),
        ),
    ],
)
def test_la_preuve_vaut_ce_que_vaut_le_document(document, figee, attendu):
    assert suivre(document, LE, figee) == attendu


def test_remis_en_redaction_le_dernier_jour_ne_glisse_pas():
    avant = date(2022, 5, 20)
    assert suivre(tenu(circuit.EN_REDACTION), LE, deja=avant).jusqu_au == avant
    assert suivre(tenu(circuit.EN_REDACTION), LE, deja=FIN).jusqu_au == LE
