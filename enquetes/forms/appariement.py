"""Dire à quoi répond chaque colonne d'un export d'enquête, puis vérifier encore ou importer."""

from qualepref.socle.forms import ImportSuiteForm


class AppariementForm(ImportSuiteForm):
    """`question-<rang>` d'une colonne, `modalite-<rang>-<rang>` d'une réponse, et l'enquête visée.

    Ce que la page dit vaut aussi pour l'import : on n'y vérifie pas deux fois.
    """

    def dits(self, acte):
        return {
            "correspondance": self.correspondance(),
            "questionnaire": self._parmi("questionnaire", "questionnaires"),
            "enquete": self._parmi("enquete", "enquetes"),
        }

    def correspondance(self):
        dite = self.verification.parametres["correspondance"]
        colonnes = self._appariement.get("colonnes", [])
        questions = dict(dite.get("questions") or {})
        modalites = dict(dite.get("modalites") or {})
        for rang, colonne in enumerate(colonnes):
            choisie = self.data.get(f"question-{rang}")
            if choisie is not None and not colonne["personnelle"]:
                questions[colonne["titre"]] = choisie[:20]
            if dites := self._modalites(rang, colonne):
                modalites[colonne["code"]] = dites
        return {**dite, "questions": questions, "modalites": modalites}

    def _modalites(self, rang, colonne):
        """Vide : la réponse se lit telle quelle, ou reste hors de l'échelle."""
        permis = {cle for cle, _ in colonne.get("choix", [])}
        return {
            ecrite: dite if dite in permis else ""
            for place, (ecrite, _) in enumerate(colonne.get("modalites", []))
            if (dite := self.data.get(f"modalite-{rang}-{place}")) is not None
        }

    def _parmi(self, nom, liste):
        """Ce qui n'est pas proposé ne change rien à ce qu'on avait choisi."""
        dite = self.data.get(nom)
        permis = {"", *(cle for cle, _ in self._appariement.get(liste, []))}
        return dite if dite in permis else self.verification.parametres.get(nom) or ""

    @property
    def _appariement(self):
        feuilles = self.verification.rapport.get("feuilles") or [{}]
        return feuilles[0].get("appariement", {})
