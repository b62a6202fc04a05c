;; SPDX-License-Identifier: Apache-2.0
;; Copyright (c) 2026 the Pharos authors
;;
;; Drives the pod in Swift with Clojure's own client library. Arguments: the program, a format, a transport.
(require '[babashka.pods :as pods] '[clojure.string :as str])

(let [[program format transport] *command-line-args*
      json? (= format "json")]
  (pods/load-pod [program format] {:transport (keyword transport)})
  (require '[pod.pharos.example :as example])
  (defn run [form] (eval form))
  (defn check [what expected actual]
    (println (if (= expected actual) "ok" "FAILED") what (if (= expected actual) "" (pr-str expected actual))))
  (check "invoke" 6 (run '(example/add 1 2 3)))
  (check "no arguments" [] (run '(example/echo)))
  (check "values" (if json? ["a" 1 nil true "s" 1.5 ["x"] {:k 2}] [:a 1 nil true "s" 1.5 ["x"] {:k 2}])
         (run '(example/echo :a 1 nil true "s" 1.5 ["x"] {:k 2})))
  (when-not json?
    (let [values [#{1 2} '(1 2) 'sym :name/space 1/3 12345678901234567890N 1.50M \c #inst "2026-11-21T10:00:00.123-00:00"
                  #uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6" {[1] 2} Long/MIN_VALUE 9007199254740993 "~^`" "é😀" "a\"\\\n"]]
      (check "values of Clojure's own" values (run `(example/echo ~@(map (fn [x] `(quote ~x)) values))))
      (let [many (vec (for [n (range 3000)] {(keyword (str "key" (mod n 2100))) n}))]
        (check "three thousand maps" [many] (pods/invoke "pod.pharos.example" 'pod.pharos.example/echo [many])))))
  (check "documentation" "Adds whole numbers." (:doc (meta (resolve 'example/add))))
  (check "argument lists" "([& numbers])" (pr-str (:arglists (meta (resolve 'example/add)))))
  (let [error (try (run '(example/add 1 "x")) (catch clojure.lang.ExceptionInfo e e))]
    (check "the message of an error" "expected whole numbers, found \"x\"" (ex-message error))
    (check "the data of an error" {:found "x"} (ex-data error)))
  (check "an error of the server's" true
         (try (pods/invoke "pod.pharos.example" 'pod.pharos.example/nosuch []) false
              (catch clojure.lang.ExceptionInfo e (str/includes? (ex-message e) "nosuch"))))
  (run '(example/say "hello"))
  (let [values (atom []) done (promise)]
    (pods/invoke "pod.pharos.example" 'pod.pharos.example/count-to [5]
                 {:handlers {:success (fn [v] (swap! values conj v)) :done (fn [] (deliver done true))
                             :error (fn [e] (deliver done e))}})
    (check "the end of a stream" true (deref done 5000 :late))
    (check "the values of a stream" [1 2 3 4 5] @values))
  (check "code on this side" [4 4] (run '(example/twice 4)))
  (check "a macro on this side" [nil 1] (run '[(example/unless-zero 0 1) (example/unless-zero 1 1)]))
  (require '[pod.pharos.example.more :as more])
  (check "a deferred namespace" "loaded when it was wanted" (run '(more/later)))
  (check "many at once" (range 40) (map deref (mapv #(future (run `(example/wait ~%))) (range 40))))
  (let [started (System/nanoTime)]
    (dotimes [_ 2000] (pods/invoke "pod.pharos.example" 'pod.pharos.example/add [1 2]))
    (println "figure" format transport (quot (- (System/nanoTime) started) 2000000) "us a call"))
  (pods/unload-pod "pod.pharos.example")
  (println "ok unloaded")
  (shutdown-agents))
