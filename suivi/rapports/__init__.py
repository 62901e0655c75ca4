"""Ce qui se lit et s'imprime des demandes et des signalements."""

from suivi.rapports.delais_de_reponse import DelaisDeReponse
from suivi.rapports.point_hebdomadaire import PointHebdomadaire
from suivi.rapports.reclamations import ReclamationsParObjet
from suivi.rapports.signalements import BilanDesSignalements

__all__ = ["BilanDesSignalements", "DelaisDeReponse", "PointHebdomadaire", "ReclamationsParObjet"]
