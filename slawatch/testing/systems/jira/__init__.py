"""A Jira, as a cloud site and as a data center, with Service Management.

    GET  /rest/api/2/serverInfo                                   which of the two it is
    GET  /rest/api/3/search/jql?jql=&fields=&maxResults=&nextPageToken=      cloud, also by POST; the old /search is 410
    GET  /rest/api/2/search?jql=&fields=&maxResults=&startAt=&expand=        data center
    GET  /rest/api/{2,3}/issue/10001?fields=&expand=              404: deleted, or out of sight
    GET  /rest/api/3/issue/10001/changelog?startAt=&maxResults=   cloud
    POST /rest/api/3/changelog/bulkfetch                          cloud; times in milliseconds
    POST /rest/api/3/search/approximate-count                     cloud
    GET  /rest/api/{2,3}/issue/10001/comment?startAt=&maxResults=
    GET  /rest/api/{2,3}/myself, status, field, priority, issuetype, group/member
    GET  /rest/api/3/project/search                               cloud; /rest/api/2/project in a data center
    GET  /rest/servicedeskapi/request/10001/sla?start=&limit=     and /comment; 404 where it is no request
    GET  /rest/servicedeskapi/servicedesk, organization

JQL knows minutes. A quoted time is read in the account's zone, a number that is not quoted as milliseconds. A token of
the cloud holds where its page ended; numbers of a data center count rows as they lie at that moment.
"""

from slawatch.testing.systems.jira.http import PAT, TOKEN, USER, JiraSystem

__all__ = ["PAT", "TOKEN", "USER", "JiraSystem"]
