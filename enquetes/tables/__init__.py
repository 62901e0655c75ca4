"""Tableaux, un module par sujet."""
