"""Reads exports of ticket systems into a workspace: no row lost, no silent guess."""
