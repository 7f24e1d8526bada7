package io.grest.ws.autoconfigure.actuate;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint.
 *
 * @param showValues When to show the principal and the remote address of a connection,
 * and the names of topics.
 * @param roles Roles that are authorized to see them. Empty for every authenticated user.
 */
@ConfigurationProperties("management.endpoint.grestws")
record SocketsEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {

}
