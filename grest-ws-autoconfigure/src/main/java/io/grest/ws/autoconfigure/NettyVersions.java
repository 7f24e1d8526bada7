package io.grest.ws.autoconfigure;

import java.lang.module.ModuleDescriptor.Version;
import java.util.Set;

import io.grest.ws.internal.Loggers;
import io.netty.handler.codec.http.HttpServerCodec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;

/**
 * Versions of Reactor Netty and Netty at run time, as managed by the application's build.
 * Unknown versions are not checked.
 *
 * @param reactorNetty the version of Reactor Netty, or {@code null} if not known
 * @param netty the version of Netty, or {@code null} if not known
 */
record NettyVersions(@Nullable String reactorNetty, @Nullable String netty) {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	// reactor-netty #4347 and #4361
	private static final Set<String> STALLING = Set.of("1.3.6", "1.3.7");

	private static final Version SOUND = Version.parse("1.3.8");

	private static final Version NETTY_OF_SOUND = Version.parse("4.2.18.Final");

	private static final String REMEDY = "set the properties reactor-bom.version to 2025.0.8 and netty.version to"
			+ " 4.2.18.Final in the build of the application";

	/**
	 * Return the versions on the class path.
	 */
	static NettyVersions present() {
		return new NettyVersions(HttpServer.class.getPackage().getImplementationVersion(),
				HttpServerCodec.class.getPackage().getImplementationVersion());
	}

	/**
	 * Log a warning for versions with known faults.
	 * @throws SocketSetupException if the two are not compatible, so that no request
	 * would be answered
	 */
	void check() {
		if (this.reactorNetty == null) {
			return;
		}
		if (STALLING.contains(this.reactorNetty)) {
			logger
				.warn("Reactor Netty " + this.reactorNetty + " stops reading kept-alive HTTP connections now and then,"
						+ " so that requests on them are not answered: " + REMEDY);
		}
		if (this.netty != null && isSound(this.reactorNetty)
				&& Version.parse(this.netty).compareTo(NETTY_OF_SOUND) < 0) {
			throw new SocketSetupException("Reactor Netty " + this.reactorNetty + " does not run on Netty " + this.netty
					+ ", but on 4.2.18.Final or later.", "S" + REMEDY.substring(1) + ".");
		}
	}

	private static boolean isSound(String reactorNetty) {
		return Version.parse(reactorNetty).compareTo(SOUND) >= 0;
	}

}
