import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;
import org.h2.mvstore.MVStore;

/**
 * A MongoDB-wire server for one machine: LocalStore HOST PORT (FILE | memory) INSTANCE.
 *
 * <p>It reports wire version 25, which current drivers want, and answers `hello`. INSTANCE is a text that
 * `hello` and `isMaster` repeat, so that whoever started this process knows that it is this process that
 * answers. SIGTERM writes everything to the file and ends it.
 */
public final class LocalStore {

    private static final MongoVersion VERSION = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(8, 0, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 25;
        }
    };

    private static final int CACHE_MIB = 256;
    private static final int COMMIT_KIB = 16 * 1024;

    private LocalStore() {
    }

    public static void main(String[] args) {
        if (args.length != 4) {
            System.err.println("usage: LocalStore HOST PORT (FILE | memory) INSTANCE");
            System.exit(2);
        }
        MongoServer server = new MongoServer(backend(args[2], args[3]).version(VERSION));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow, "shutdown"));
        try {
            server.bind(args[0], Integer.parseInt(args[1]));
        } catch (Exception failure) { // netty throws checked exceptions past the compiler
            System.err.println("cannot listen on " + args[0] + ":" + args[1] + ": " + failure);
            System.exit(1);
        }
    }

    private static MongoBackend backend(String target, String instance) {
        return target.equals("memory") ? new InMemory(instance) : new OnDisk(target, instance);
    }

    private static boolean isHello(String command) {
        return command.equalsIgnoreCase("hello") || command.equalsIgnoreCase("isMaster");
    }

    private static Document greeting(Document answer, String instance) {
        return answer.append("isWritablePrimary", true).append("instance", instance);
    }

    private static final class OnDisk extends H2Backend {
        private final String instance;

        OnDisk(String file, String instance) {
            super(open(file));
            this.instance = instance;
        }

        /** Nothing is moved or given up while the process lives: long readers lost what they still needed. */
        private static MVStore open(String file) {
            MVStore store = new MVStore.Builder()
                .fileName(file)
                .cacheSize(CACHE_MIB)
                .autoCommitBufferSize(COMMIT_KIB)
                .autoCompactFillRate(0)
                .pageSplitSize(4 * 1024)
                .compress()
                .open();
            store.setRetentionTime(Integer.MAX_VALUE);
            return store;
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            return isHello(command)
                ? greeting(super.handleCommand(channel, database, "isMaster", query), instance)
                : super.handleCommand(channel, database, command, query);
        }
    }

    private static final class InMemory extends MemoryBackend {
        private final String instance;

        InMemory(String instance) {
            this.instance = instance;
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            return isHello(command)
                ? greeting(super.handleCommand(channel, database, "isMaster", query), instance)
                : super.handleCommand(channel, database, command, query);
        }
    }
}
