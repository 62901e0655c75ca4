"""Pages, un module par sujet."""
