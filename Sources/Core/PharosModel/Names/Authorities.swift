// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Which authority a name means when it names none or leaves out the port: known for each scheme without asking it.
public enum Authorities {
    /// The canonical authority of a name.
    ///
    /// ROS 1: `ROS_MASTER_URI`, else `localhost:11311`, the port 11311 filled in. Schemes without authorities have
    /// the empty one.
    /// - Throws: ``PharosError`` with `invalidName` when an environment variable that decides is not what it should be.
    public static func canonical(_ name: ResourceName, environment: [String: String]) throws(PharosError) -> String {
        switch name.scheme {
        case "ros":
            if let authority = name.authority, !authority.isEmpty { return NameAuthority.withPort(authority, 11311) }
            guard let uri = environment["ROS_MASTER_URI"], !uri.isEmpty else { return "localhost:11311" }
            return try rosMaster(uri)
        default:
            return name.authority ?? ""
        }
    }

    private static func rosMaster(_ uri: String) throws(PharosError) -> String {
        do {
            let parsed = try ResourceName(uri)
            guard parsed.scheme == "http", let authority = parsed.authority, !authority.isEmpty else {
                throw PharosError(.invalidName, "ROS_MASTER_URI is '\(uri)'; http://host:port is expected")
            }
            return NameAuthority.withPort(authority, 11311)
        } catch let error as PharosError {
            throw error
        } catch {
            throw PharosError(.invalidName, "ROS_MASTER_URI is '\(uri)'; http://host:port is expected", cause: error)
        }
    }
}
