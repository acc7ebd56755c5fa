"""Cursor paging for every list of the API."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """Pages of 50 (`page_size` up to 200) in id order unless the view says otherwise; stable while rows are added."""

    ordering = "id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
