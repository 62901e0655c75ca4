"""Le dossier des fichiers : ni moitié de fichier, ni fichier d'un autre écrasé ou effacé."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.files.base import ContentFile

from qualepref.socle.fichiers.stockage import Disque
from qualepref.socle.travail import effacer_les_restes

NOM = "dossier/piece.txt"
TAILLE = 300_000


@pytest.fixture
def depot(tmp_path):
    return Disque(location=tmp_path)


def fichiers_de(dossier):
    return sorted(chemin.read_bytes()[:1] for chemin in dossier.rglob("*") if chemin.is_file())


class Contenu(ContentFile):
    """Un fichier qui arrive par morceaux : tous attendent que chacun ait commencé."""

    def __init__(self, lettre, depart=None, *, plein=False):
        super().__init__(lettre * TAILLE)
        self.lettre, self.depart, self.plein = lettre, depart, plein

    def chunks(self, chunk_size=None):
        yield self.lettre
        if self.depart:
            self.depart.wait()
        if self.plein:
            raise OSError(28, "No space left on device")
        yield self.lettre * (TAILLE - 1)


def a_la_fois(depot, contenus):
    def ranger(contenu):
        try:
            return depot.save(NOM, contenu)
        except OSError as panne:
            return panne

    with ThreadPoolExecutor(len(contenus)) as fils:
        return list(fils.map(ranger, contenus))


def test_deux_ecritures_simultanees_sous_un_nom_gardent_deux_fichiers(depot, tmp_path):
    depart = Barrier(2, timeout=30)
    noms = a_la_fois(depot, [Contenu(b"a", depart), Contenu(b"b", depart)])
    assert len(set(noms)) == 2 and NOM in noms
    lus = {depot.open(nom).read() for nom in noms}
    assert lus == {b"a" * TAILLE, b"b" * TAILLE} and len(fichiers_de(tmp_path)) == 2


def test_un_disque_plein_n_efface_que_le_sien(depot, tmp_path):
    """Le premier entre pendant que le second s'écrit ; le second n'a plus de place."""
    depart = Barrier(2, timeout=30)
    recus = a_la_fois(depot, [Contenu(b"a", depart), Contenu(b"b", depart, plein=True)])
    assert recus[0] == NOM and isinstance(recus[1], OSError)
    assert depot.open(NOM).read() == b"a" * TAILLE and fichiers_de(tmp_path) == [b"a"]


def test_un_nom_pris_au_dernier_moment_n_est_ni_ecrase_ni_efface(depot):
    """Libre quand on le demande, pris quand on écrit."""
    depot.save(NOM, ContentFile(b"a"))
    nom = depot._save(NOM, ContentFile(b"b"))  # après qu'on l'a cru libre
    assert nom != NOM and depot.open(NOM).read() == b"a" and depot.open(nom).read() == b"b"


@pytest.mark.parametrize("geste", ["open", "replace"])
def test_une_panne_en_fin_d_ecriture_ne_laisse_rien(depot, tmp_path, monkeypatch, geste):
    depot.save("dossier/autre.txt", ContentFile(b"a"))
    vrai = getattr(os, geste)

    def en_panne(chemin, *args, **kwargs):
        if geste == "replace" or str(chemin).endswith("piece.txt"):
            raise OSError(5, "Input/output error")
        return vrai(chemin, *args, **kwargs)

    monkeypatch.setattr(os, geste, en_panne)
    with pytest.raises(OSError):
        depot.save(NOM, ContentFile(b"b"))
    assert fichiers_de(tmp_path) == [b"a"]


def test_un_gros_fichier_deja_au_disque_prend_sa_place(depot, tmp_path):
    """Celui d'un travail s'y déplace, sans se recopier."""
    ailleurs = tmp_path / "travail"
    ailleurs.write_bytes(b"c" * TAILLE)
    contenu = ContentFile(b"", "travail")
    contenu.temporary_file_path = lambda: str(ailleurs)
    assert depot.save(NOM, contenu) == NOM
    assert depot.open(NOM).read() == b"c" * TAILLE and not ailleurs.exists()


@pytest.fixture
def travail(settings, tmp_path):
    settings.DOSSIER_DE_TRAVAIL = tmp_path / "travail"
    settings.DOSSIER_DE_TRAVAIL.mkdir()
    disque = settings.STORAGES["default"] | {"OPTIONS": {"location": str(tmp_path / "medias")}}
    settings.STORAGES = settings.STORAGES | {"default": disque}
    return settings.DOSSIER_DE_TRAVAIL


def vieillir(*chemins):
    for chemin in chemins:
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(b"reste")
        os.utime(chemin, (0, 0))


def test_un_reste_disparu_pendant_le_balayage_n_arrete_pas_les_autres(travail):
    """Vu dans le dossier, mais plus là quand on le regarde : un lien vers rien s'y comporte."""
    for rang in "13":
        (travail / f"{rang}-parti").symlink_to(travail / "rien")
    vieillir(travail / "2-reste")
    effacer_les_restes()
    assert sorted(chemin.name for chemin in travail.iterdir()) == ["1-parti", "3-parti"]


def test_ce_qu_un_processus_tue_laisse_au_depot_s_efface_un_jour_apres(travail, tmp_path):
    dossier, tue = tmp_path / "medias" / "pieces" / "2022", f".{'a1' * 16}"
    gardes = [dossier / nom for nom in ("b2" * 16, ".garde", f".{'b2' * 16}")]
    vieillir(dossier / tue, *gardes)
    os.utime(gardes[2])  # en cours d'écriture
    effacer_les_restes()
    assert sorted(dossier.iterdir()) == sorted(gardes)


def test_un_processus_tue_ne_laisse_rien_d_autre_que_ce_qui_se_balaie(depot, monkeypatch):
    monkeypatch.setattr(depot, "delete", lambda nom: None)
    with pytest.raises(OSError):
        depot.save(NOM, Contenu(b"a", plein=True))
    restes = [chemin for chemin in Path(depot.location).rglob("*") if chemin.is_file()]
    assert len(restes) == 1 and restes == list(depot.provisoires())
