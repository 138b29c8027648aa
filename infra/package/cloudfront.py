"""CloudFront in front of the API: under the site's own name, with a copy of what may be kept, and a limit an address.

Only where a certificate for it is given beside the API's own, and never in the China regions, whose CloudFront knows neither
WAF nor ACM ("Getting Started with Amazon Web Services in China"). How long an answer is kept its own Cache-Control says: style sheets and scripts for ever, public pages half a minute, the rest
never.
"""

from typing import Any

from chalicelib.handlers.edge import ORIGIN_KEY, VIEWER_ADDRESS
from infra.package.http_api import HOST

EDGE = "Edge"
_CONDITION = "HasEdge"
_YEAR = 31_536_000


def cloudfront() -> dict[str, Any]:
    return {
        EDGE: {"Type": "AWS::CloudFront::Distribution", "Condition": _CONDITION, "Properties": _distribution()},
        "EdgeCache": {"Type": "AWS::CloudFront::CachePolicy", "Condition": _CONDITION, "Properties": _cache()},
        "EdgeForwards": {
            "Type": "AWS::CloudFront::OriginRequestPolicy",
            "Condition": _CONDITION,
            "Properties": _forwards(),
        },
        "WebAcl": {"Type": "AWS::WAFv2::WebACL", "Condition": "MakesWebAcl", "Properties": _web_acl()},
    }


def _distribution() -> dict[str, Any]:
    return {
        "DistributionConfig": {
            "Enabled": True,
            "Comment": {"Ref": "AWS::StackName"},
            "Aliases": [HOST],
            "HttpVersion": "http2and3",
            "IPV6Enabled": True,
            "ViewerCertificate": {
                "AcmCertificateArn": {"Ref": "EdgeCertificateArn"},
                "SslSupportMethod": "sni-only",
                "MinimumProtocolVersion": "TLSv1.2_2021",
            },
            "WebACLId": {
                "Fn::If": [
                    "NamesWebAcl",
                    {"Ref": "WebAclArn"},
                    {"Fn::If": ["MakesWebAcl", {"Fn::GetAtt": ["WebAcl", "Arn"]}, {"Ref": "AWS::NoValue"}]},
                ]
            },
            "Origins": [
                {
                    "Id": "api",
                    # The API's own address under the site's name: its default one is off.
                    "DomainName": {"Fn::GetAtt": ["Domain", "RegionalDomainName"]},
                    "CustomOriginConfig": {
                        "OriginProtocolPolicy": "https-only",
                        "OriginSSLProtocols": ["TLSv1.2"],
                        # The API itself waits 30 s at most.
                        "OriginReadTimeout": 30,
                    },
                    "OriginCustomHeaders": [{"HeaderName": ORIGIN_KEY, "HeaderValue": {"Ref": "OriginKey"}}],
                }
            ],
            "DefaultCacheBehavior": {
                "TargetOriginId": "api",
                "ViewerProtocolPolicy": "redirect-to-https",
                "AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
                "CachePolicyId": {"Ref": "EdgeCache"},
                "OriginRequestPolicyId": {"Ref": "EdgeForwards"},
                # The functions compress: CloudFront only keeps both forms apart.
                "Compress": False,
            },
        }
    }


def _cache() -> dict[str, Any]:
    """A cookie decides the size of the text and who is signed in, so copies are kept apart by cookies."""
    return {
        "CachePolicyConfig": {
            "Name": {"Fn::Sub": "${AWS::StackName}-as-told"},
            "MinTTL": 0,
            "DefaultTTL": 0,
            "MaxTTL": _YEAR,
            "ParametersInCacheKeyAndForwardedToOrigin": {
                "CookiesConfig": {"CookieBehavior": "all"},
                "QueryStringsConfig": {"QueryStringBehavior": "all"},
                # CloudFront passes this header on only as part of the key.
                "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": ["Authorization"]},
                "EnableAcceptEncodingGzip": True,
                "EnableAcceptEncodingBrotli": False,
            },
        }
    }


def _forwards() -> dict[str, Any]:
    """All of it, and who the viewer is, which nobody can claim of themselves: CloudFront writes over what was sent."""
    return {
        "OriginRequestPolicyConfig": {
            "Name": {"Fn::Sub": "${AWS::StackName}-all"},
            "CookiesConfig": {"CookieBehavior": "all"},
            "QueryStringsConfig": {"QueryStringBehavior": "all"},
            "HeadersConfig": {
                "HeaderBehavior": "allViewerAndWhitelistCloudFront",
                "Headers": [VIEWER_ADDRESS],
            },
        }
    }


def _web_acl() -> dict[str, Any]:
    return {
        "Name": {"Fn::Sub": "${AWS::StackName}-edge"},
        "Scope": "CLOUDFRONT",
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": _visible("Edge"),
        "Rules": [
            {
                "Name": "RequestsPerAddress",
                "Priority": 0,
                "Action": {"Block": {}},
                "Statement": {"RateBasedStatement": {"Limit": {"Ref": "RequestsPerAddress"}, "AggregateKeyType": "IP"}},
                "VisibilityConfig": _visible("RequestsPerAddress"),
            }
        ],
    }


def _visible(metric: str) -> dict[str, Any]:
    return {"CloudWatchMetricsEnabled": True, "SampledRequestsEnabled": True, "MetricName": metric}
