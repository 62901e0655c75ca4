"""Les langues d'un questionnaire : un texte par langue, et le sens dans lequel elle s'écrit."""

from collections.abc import Mapping

FRANCAIS = "fr"
# Code → comment la langue se nomme elle-même ; celles que parlent le plus les usagers d'abord.
LANGUES = {
    "fr": "Français",
    "en": "English",
    "ar": "العربية",
    "es": "Español",
    "it": "Italiano",
    "pt": "Português",
    "de": "Deutsch",
    "ru": "Русский",
    "tr": "Türkçe",
    "uk": "Українська",
    "ro": "Română",
    "sq": "Shqip",
    "zh": "中文",
    "fa": "فارسی",
    "ps": "پښتو",
    "ur": "اردو",
    "bn": "বাংলা",
    "ta": "தமிழ்",
    "ti": "ትግርኛ",
    "so": "Soomaali",
    "vi": "Tiếng Việt",
}
NOMS_EN_FRANCAIS = {
    "fr": "français",
    "en": "anglais",
    "ar": "arabe",
    "es": "espagnol",
    "it": "italien",
    "pt": "portugais",
    "de": "allemand",
    "ru": "russe",
    "tr": "turc",
    "uk": "ukrainien",
    "ro": "roumain",
    "sq": "albanais",
    "zh": "chinois",
    "fa": "persan",
    "ps": "pachto",
    "ur": "ourdou",
    "bn": "bengali",
    "ta": "tamoul",
    "ti": "tigrigna",
    "so": "somali",
    "vi": "vietnamien",
}
# Comment les exports les écrivent encore : en anglais, ou d'un autre nom français.
AUTRES_NOMS = {
    "en": ("english",),
    "fr": ("french",),
    "ar": ("arabic",),
    "es": ("spanish",),
    "it": ("italian",),
    "pt": ("portuguese",),
    "de": ("german",),
    "ru": ("russian",),
    "tr": ("turkish",),
    "uk": ("ukrainian",),
    "ro": ("romanian",),
    "sq": ("albanian",),
    "zh": ("chinese", "mandarin"),
    "fa": ("persian", "farsi", "dari"),
    "ps": ("pashto", "pachtou"),
    "ur": ("urdu",),
    "ta": ("tamil",),
    "ti": ("tigrinya",),
    "vi": ("vietnamese",),
}
DE_DROITE_A_GAUCHE = frozenset({"ar", "fa", "ps", "ur"})


def en_langue(textes: Mapping[str, str], langue: str) -> str:
    """Le texte dans cette langue ; à défaut en français, à défaut dans la première écrite."""
    dits = {code: texte for code, texte in textes.items() if texte}
    return dits.get(langue) or dits.get(FRANCAIS) or next(iter(dits.values()), "")


def sens(langue: str) -> str:
    """« rtl » ou « ltr », pour l'attribut `dir`."""
    return "rtl" if langue in DE_DROITE_A_GAUCHE else "ltr"
