"""What Freshservice and Freshdesk share: one API with two dialects, and no history that could be relied on.

Status changes are told by the stamps that the products keep of them, and by Freshservice's activities where these can
be read; every other field is compared with how it was at the last look.
"""
