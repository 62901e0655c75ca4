#!/usr/bin/env python
"""Porte d'entrée des commandes."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qualepref.settings")
    execute_from_command_line(sys.argv)
