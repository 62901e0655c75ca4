"""Filtres, un module par sujet."""
