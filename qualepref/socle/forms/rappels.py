"""Les préférences de rappel : deux questions par genre qui concerne l'agent."""

from django import forms
from django.db import transaction

from qualepref.socle import echeancier
from qualepref.socle.forms.commun import Formulaire
from qualepref.socle.models import PreferenceRappel, Rappel

Canal = PreferenceRappel.Canal
TOUS_LES_GENRES = PreferenceRappel.TOUS_LES_GENRES


class PreferencesRappelsForm(Formulaire):
    """Ne garde que ce qui s'écarte de l'usage : un usage qui change suit chez les autres."""

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, agent=agent, **kwargs)
        self.genres = echeancier.genres_pour(agent.roles)
        siennes = {une.genre: une for une in PreferenceRappel.objects.filter(agent=agent)}
        self.fields["aucun_courriel"] = forms.BooleanField(
            label="Ne m'envoyer aucun courriel",
            required=False,
            help_text="Vos rappels se lisent alors à l'écran seulement, quel que soit le choix de "
            "chaque ligne.",
            initial=TOUS_LES_GENRES in siennes,
        )
        for genre in self.genres:
            self._demander(genre, siennes.get(genre.cle))

    def _demander(self, genre, preference):
        canaux = dict(Canal.choices)
        if genre.est_impose(self.agent.roles):
            del canaux[Canal.JAMAIS]
        choisi = preference.canal if preference else Canal.ECRAN_ET_COURRIEL
        self.fields[f"{genre.cle}-canal"] = forms.ChoiceField(
            label="Me le dire",
            choices=canaux.items(),
            initial=choisi if choisi in canaux else Canal.ECRAN,
        )
        if genre.preavis:
            self.fields[f"{genre.cle}-preavis"] = forms.IntegerField(
                label="Jours avant l'échéance",
                min_value=1,
                max_value=max(PreferenceRappel.PREAVIS_MAX, genre.preavis),
                initial=(preference and preference.preavis) or genre.preavis,
            )

    def par_genre(self):
        """Les champs de chaque genre, pour la page."""
        for genre in self.genres:
            champs = [self[nom] for nom in self._noms(genre) if nom in self.fields]
            yield {"genre": genre, "impose": genre.est_impose(self.agent.roles), "champs": champs}

    def _noms(self, genre):
        return f"{genre.cle}-canal", f"{genre.cle}-preavis"

    @transaction.atomic
    def save(self):
        tous = PreferenceRappel.objects.filter(agent=self.agent, genre=TOUS_LES_GENRES)
        if not self.cleaned_data["aucun_courriel"]:
            tous.delete()
        elif not tous.exists():
            tous.create(agent=self.agent, genre=TOUS_LES_GENRES, canal=Canal.ECRAN)
        for genre in self.genres:
            self._garder(genre, *(self.cleaned_data.get(nom) for nom in self._noms(genre)))

    def _garder(self, genre, canal, preavis):
        sienne = {"agent": self.agent, "genre": genre.cle}
        preavis = None if preavis == genre.preavis else preavis
        if canal == Canal.JAMAIS:
            Rappel.objects.filter(**sienne).clore()
        if canal == Canal.ECRAN_ET_COURRIEL and preavis is None:
            PreferenceRappel.objects.filter(**sienne).delete()
        else:
            PreferenceRappel.objects.update_or_create(
                **sienne, defaults={"canal": canal, "preavis": preavis}
            )
