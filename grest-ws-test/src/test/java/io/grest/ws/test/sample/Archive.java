package io.grest.ws.test.sample;

import org.springframework.stereotype.Service;

/**
 * A service with a database, which no test has.
 */
@Service
public class Archive {

	public Archive(Database database) {
	}

	/**
	 * Connects to what is not there.
	 */
	public interface Database {

	}

}
