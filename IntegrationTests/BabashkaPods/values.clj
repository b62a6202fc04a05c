;; SPDX-License-Identifier: Apache-2.0
;; Copyright (c) 2026 the Pharos authors
;;
;; Clojure's own reader and printer. `print` prints random values, one a line, the same in every run; `compare` reads
;; pairs of lines and says of each whether they are the same value.
(require '[clojure.edn :as edn])

(def random (java.util.Random. 42))
(defn below [n] (.nextInt random n))
(defn one [values] (nth values (below (count values))))
(declare value)
(defn many [depth] (repeatedly (below 5) #(value (dec depth))))
(defn word [] (one ["a" "name" "a.b/c" "*x*" "->z" "key?" "n'" "a1" "<=" "$x" "%"]))

(defn value [depth]
  (case (int (below (if (pos? depth) 19 14)))
    0 nil
    1 true
    2 (.nextLong random)
    3 (- (below 20) 10)
    4 (* (bigint (.nextLong random)) (bigint (.nextLong random)) 7N)
    5 (* (.nextGaussian random) (one [1 1e-300 1e300 1e10]))
    6 (bigdec (.nextGaussian random))
    7 (/ (- (below 20) 10) (inc (below 9)))
    8 (char (one [97 10 32 233 92 40 9 13 8 12 34 0x4e2d]))
    9 (apply str (repeatedly (below 8) #(one ["a" "\"" "\\" "\n" "é" "😀" ";" "#" "\t" "\u0001"])))
    10 (keyword (word))
    11 (symbol (word))
    12 (java.util.Date. (long (- (below Integer/MAX_VALUE) (below Integer/MAX_VALUE))))
    13 (java.util.UUID. (.nextLong random) (.nextLong random))
    14 (apply list (many depth))
    15 (vec (many depth))
    16 (set (many depth))
    17 (into {} (map (fn [k] [k (value (dec depth))]) (many depth)))
    18 (tagged-literal 'my/tag (value (dec depth)))))

(defn read-line-of [text] (edn/read-string {:default tagged-literal} text))

(case (first *command-line-args*)
  "print" (dotimes [_ 3000] (prn (value 4)))
  "compare" (doseq [[one other] (partition 2 (line-seq (java.io.BufferedReader. *in*)))]
              (println (try (= (read-line-of one) (read-line-of other)) (catch Exception e (str one " | " other " | " e))))))
(flush)
