"""Calendriers et dates que les tests des délais partagent."""

from datetime import date

from hypothesis import strategies as st

from qualepref.socle.calendrier import TERRITOIRES, Calendrier

METROPOLE = Calendrier()
PONT = Calendrier(fermetures={date(2022, 5, 27): "pont de l'Ascension"})

jours = st.dates(min_value=date(1995, 1, 1), max_value=date(2090, 12, 31))
calendriers = st.builds(Calendrier, st.sampled_from(sorted(TERRITOIRES)))
durees = st.integers(1, 90)
