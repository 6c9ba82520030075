"""Обзор: the main report, the first page of the head of sales."""
