package io.grest.ws.test.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.StackWalker.Option;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.ClientBinding;
import io.grest.ws.generate.LongType;
import io.grest.ws.generate.TypeScriptFiles;
import io.grest.ws.generate.TypeScriptGenerationException;
import io.grest.ws.generate.TypeScriptGenerator;
import io.grest.ws.generate.TypeScriptModule;
import io.grest.ws.protocol.PayloadCodec;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.Assert;

/**
 * TypeScript clients of contracts, as files among the sources of a frontend. A test keeps
 * them up to date: it fails if a contract has changed since they were written, and writes
 * them on request.
 *
 * <pre class="code">
 * TypeScriptClients.of(chatApi).check(Path.of("frontend/src/api"));
 * </pre>
 *
 * Immutable.
 *
 * @since 0.1.0
 */
public final class TypeScriptClients {

	/**
	 * The system property that, with the value {@value #WRITE}, makes {@link #check}
	 * write the clients.
	 */
	public static final String PROPERTY = "grest.ws.clients";

	private static final String WRITE = "write";

	private static final String VARIABLE = PROPERTY.toUpperCase(Locale.ROOT).replace('.', '_');

	private final List<SocketContract<?, ?>> contracts;

	private final PayloadCodec codec;

	private final boolean javaScript;

	private final LongType longs;

	private final List<ClientBinding> bindings;

	private TypeScriptClients(List<SocketContract<?, ?>> contracts, PayloadCodec codec, boolean javaScript,
			LongType longs, List<ClientBinding> bindings) {
		Assert.notEmpty(contracts, "At least one contract is required");
		this.contracts = List.copyOf(contracts);
		this.codec = codec;
		this.javaScript = javaScript;
		this.longs = longs;
		this.bindings = bindings;
	}

	/**
	 * Create clients of contracts whose payloads are written with Jackson's defaults.
	 * @param contracts the contracts
	 * @return the clients
	 */
	public static TypeScriptClients of(SocketContract<?, ?>... contracts) {
		return new TypeScriptClients(List.of(contracts), new PayloadCodec(), false, LongType.NUMBER, List.of());
	}

	/**
	 * Create clients of all contracts of an application, with the codec of the
	 * application.
	 * @param beans the application's context
	 * @return the clients
	 */
	public static TypeScriptClients of(ListableBeanFactory beans) {
		List<SocketContract<?, ?>> contracts = new ArrayList<>();
		beans.getBeanProvider(SocketContract.class).orderedStream().forEach(contracts::add);
		return new TypeScriptClients(contracts, beans.getBean(PayloadCodec.class), false, LongType.NUMBER, List.of());
	}

	/**
	 * Set the codec of payloads.
	 * @param codec the codec of the application
	 * @return clients with this codec
	 */
	public TypeScriptClients codec(PayloadCodec codec) {
		return new TypeScriptClients(this.contracts, codec, this.javaScript, this.longs, this.bindings);
	}

	/**
	 * Write JavaScript with declarations, which needs no compiler, in place of
	 * TypeScript.
	 * @return clients in JavaScript
	 */
	public TypeScriptClients javaScript() {
		return new TypeScriptClients(this.contracts, this.codec, true, this.longs, this.bindings);
	}

	/**
	 * Set the type of {@code long}, {@link LongType#NUMBER} by default.
	 * @param longs the type
	 * @return clients with this type
	 */
	public TypeScriptClients longs(LongType longs) {
		return new TypeScriptClients(this.contracts, this.codec, this.javaScript, longs, this.bindings);
	}

	/**
	 * Set the bindings to frameworks that are written beside the clients, none by
	 * default.
	 * @param bindings the bindings
	 * @return clients with these bindings
	 */
	public TypeScriptClients bindings(ClientBinding... bindings) {
		return new TypeScriptClients(this.contracts, this.codec, this.javaScript, this.longs, List.of(bindings));
	}

	/**
	 * Write the clients and the runtime that they share.
	 * @param directory the target directory, created if necessary
	 * @throws TypeScriptGenerationException if a type of a contract cannot be expressed
	 * in TypeScript
	 */
	public void writeTo(Path directory) {
		try {
			files().writeTo(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Check that the clients are what {@link #writeTo} would write. If the system
	 * property {@value #PROPERTY} or the environment variable {@code GREST_WS_CLIENTS} is
	 * {@code write}, write them instead.
	 * @param directory the directory of the clients
	 * @throws AssertionError if a file is missing or stale; the message has its name and
	 * the command to update it
	 * @throws TypeScriptGenerationException if a type of a contract cannot be expressed
	 * in TypeScript
	 */
	public void check(Path directory) {
		if (WRITE.equals(System.getProperty(PROPERTY)) || WRITE.equals(System.getenv(VARIABLE))) {
			writeTo(directory);
			return;
		}
		Class<?> test = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE).getCallerClass();
		try {
			List<String> stale = files().staleIn(directory);
			if (!stale.isEmpty()) {
				throw new AssertionError(stale.stream()
					.map((name) -> "\n  " + directory.resolve(name))
					.collect(Collectors.joining("", "Clients of contracts are stale:",
							"\nRun " + test.getSimpleName() + " once with the environment variable " + VARIABLE + "="
									+ WRITE + " or the system property " + PROPERTY + "=" + WRITE
									+ ", and commit what it writes.")));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private TypeScriptFiles files() {
		TypeScriptGenerator generator = new TypeScriptGenerator(this.codec).longs(this.longs).among(this.contracts);
		List<TypeScriptModule> modules = this.contracts.stream().map(generator::generate).toList();
		TypeScriptFiles files = this.javaScript ? TypeScriptFiles.javaScript(modules)
				: TypeScriptFiles.typeScript(modules);
		return files.bindings(this.bindings);
	}

}
