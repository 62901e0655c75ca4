"""Ce qu'une ligne d'un tableau des enregistrements dit d'un document, avant tout rapprochement."""

from dataclasses import dataclass, field
from typing import Any

from engagements.models import Engagement
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Service


@dataclass
class Lue:
    """Un champ absent de `dits` n'est pas renseigné ; None : la ligne n'en dit rien."""

    reference: str
    service: Service
    dits: dict[str, Any] = field(default_factory=dict)
    version: int | None = None
    version_lue: str = ""
    canaux: list[str] | None = None
    endroits: dict[str, str] = field(default_factory=dict)  # canal → ce qui le précise
    engagements: list[Engagement] | None = None

    def dire(self, **valeurs) -> None:
        self.dits |= {champ: v for champ, v in valeurs.items() if v is not None and v != ""}

    @property
    def cle(self) -> str:
        """La référence ; sans elle, l'intitulé et le service."""
        return normaliser(self.reference) or f"{self.intitule}|{self.service.pk}"

    @property
    def intitule(self) -> str:
        return normaliser(self.dits["intitule"])

    @property
    def age(self) -> tuple:
        """De deux lignes d'un même document, la plus récente l'emporte."""
        effet = self.dits.get("date_effet")
        return self.version or 0, effet.toordinal() if effet else 0
