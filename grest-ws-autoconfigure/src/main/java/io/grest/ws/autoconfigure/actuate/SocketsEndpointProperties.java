package io.grest.ws.autoconfigure.actuate;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint.
 *
 * @param showValues when to show the principal and the remote address of a connection
 * @param roles who is authorized to see them; empty for everybody who is authenticated
 */
@ConfigurationProperties("management.endpoint.grestws")
record SocketsEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {

}
